// @ts-check
/** One problem: what is to be solved, and each candidate with its source beside its tests. */
import { brief, button, h } from "../stepper/dom.js";
import { candidate } from "./candidate.js";
import { keysShown } from "./keys.js";
import { digits, link, percent } from "./words.js";

/** @typedef {import("./types.js").ProblemData} ProblemData @typedef {import("./types.js").Asked} Asked */

export class Problem {
  /** @param {ProblemData} data @param {(asked: Asked) => void} ask */
  constructor(data, ask) {
    this.data = data;
    this.ask = ask;
    this.help = keysShown();
    const alike = data.problem.candidates.filter((one) => one.chosen).length;
    this.cards = data.problem.candidates.map((one) => candidate(one, ask, alike));
    this.at = -1;
    this.wrong = -1;
    this.said = h("span", { class: "note", role: "status" });
    this.el = h("div", "problem", this.top(), this.statement(), this.help, ...this.cards, this.more());
    const named = data.problem.candidates.findIndex((one) => one.candidate === data.candidate);
    if (named >= 0) requestAnimationFrame(() => this.look(named, false));
  }

  top() {
    const { row, up, before, behind } = this.data;
    return h(
      "div",
      "bar",
      link(up, () => this.ask({ kind: "up" }), "up", "All problems (Esc)", "◀ All problems"),
      h("h2", { title: row.task_id }, brief(row.task_id, 90)),
      h("span", "note", this.facts()),
      h("span", "grow"),
      this.said,
      this.beside(before, "◀ Previous", "P"),
      this.beside(behind, "Next ▶", "N"),
      button("Copy link", () => void this.copy(), { key: "S" }),
      button("?", () => this.toggle(), { title: "All keys" }),
    );
  }

  facts() {
    const { row } = this.data;
    const parts = [`${digits(row.number)} of ${digits(row.total)}`];
    if (row.known) parts.push(`${digits(row.passing)} of ${digits(row.known)} right`);
    if (row.spoken && row.candidates > 1) parts.push(`chosen by its own verdict: right in ${percent(row.chosen)}`);
    if (row.checks_accepted_wrong) parts.push(`⚠ ${digits(row.checks_accepted_wrong)} accepted, wrong`);
    return parts.join(" · ");
  }

  /** @param {import("./types.js").Beside} to @param {string} name @param {string} key */
  beside(to, name, key) {
    const { task, link: url } = to;
    const el = button(name, () => task !== null && this.ask({ kind: "open", task }), { key, title: task ?? "" });
    el.disabled = url === null;
    return el;
  }

  statement() {
    const { statement } = this.data.problem;
    return statement && h("div", { class: "card statement", label: "The problem" }, h("pre", {}, statement));
  }

  more() {
    const { first, candidates, n_candidates: n } = this.data.problem;
    const last = first + candidates.length;
    if (!first && last >= n) return null;
    const before = button("◀ Candidates before", () => this.ask({ kind: "more", first: Math.max(0, first - 50) }));
    const behind = button("More candidates ▶", () => this.ask({ kind: "more", first: last }));
    before.disabled = !first;
    behind.disabled = last >= n;
    return h(
      "div",
      "bar",
      h("span", "note", `Candidates ${digits(first + 1)}-${digits(last)} of ${digits(n)}`),
      before,
      behind,
    );
  }

  /** @param {number} at @param {boolean} [smooth] */
  look(at, smooth = true) {
    this.cards[this.at]?.classList.remove("at");
    this.at = at;
    this.cards[at]?.classList.add("at");
    this.cards[at]?.scrollIntoView({ block: "start", behavior: smooth ? "smooth" : "auto" });
  }

  async copy() {
    const url = new URL(this.data.here, document.baseURI);
    const one = this.data.problem.candidates[this.at];
    if (one) url.searchParams.set("candidate", String(one.candidate));
    try {
      await navigator.clipboard.writeText(url.href);
      this.said.textContent = "link copied";
    } catch {
      this.said.textContent = url.href;
    }
  }

  toggle() {
    this.help.hidden = !this.help.hidden;
  }

  /** The next test that is accepted and wrong. */
  next() {
    const found = this.el.querySelectorAll("tr.fooled");
    if (!found.length) return;
    found[this.wrong]?.classList.remove("at");
    this.wrong = (this.wrong + 1) % found.length;
    found[this.wrong].classList.add("at");
    found[this.wrong].scrollIntoView({ block: "center", behavior: "smooth" });
    this.said.textContent = `wrong accept ${this.wrong + 1} of ${found.length}`;
  }

  /** @param {string} selector of the row that F found */
  follow(selector) {
    const row = this.el.querySelectorAll("tr.fooled")[this.wrong];
    const to = row?.querySelector(selector);
    if (to instanceof HTMLElement) to.click();
  }

  /** @param {KeyboardEvent} event whether it was meant for the problem */
  key(event) {
    const { before, behind } = this.data;
    /** @type {Record<string, () => void>} */
    const does = {
      j: () => this.look(Math.min(this.at + 1, this.cards.length - 1)),
      k: () => this.look(Math.max(this.at - 1, 0)),
      n: () => behind.task !== null && this.ask({ kind: "open", task: behind.task }),
      p: () => before.task !== null && this.ask({ kind: "open", task: before.task }),
      f: () => this.next(),
      t: () => this.follow("a.trace"),
      d: () => this.follow("a.compare"),
      s: () => void this.copy(),
      "?": () => this.toggle(),
      Escape: () => (this.help.hidden ? this.ask({ kind: "up" }) : this.toggle()),
    };
    const act = does[event.key];
    act?.();
    return Boolean(act);
  }
}
