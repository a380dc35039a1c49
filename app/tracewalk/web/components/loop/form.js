// @ts-check
/** What is to be verified: the problems, who wrote solutions, who predicts and how. */
import { button, fill, h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Given} Given */

const WRITES = "model";

export class Form {
  /** @param {(asked: unknown) => void} begin @param {(why: string) => void} refuse */
  constructor(begin, refuse) {
    this.begin = begin;
    this.refuse = refuse;
    /** @type {Given|null} null: the sample problems */
    this.problems = null;
    /** @type {Given|null} */
    this.solutions = null;
    this.by = WRITES;
    this.el = h("div", "form");
    this.picks = { problems: this.chooser("problems"), solutions: this.chooser("solutions") };
  }

  /** @param {"problems"|"solutions"} what */
  chooser(what) {
    const el = h("input", { label: `Choose a file of ${what}` });
    el.type = "file";
    el.accept = ".jsonl,.json";
    el.hidden = true;
    el.addEventListener("change", () => {
      if (el.files?.[0]) void this.take(what, el.files[0]);
      el.value = "";
    });
    return el;
  }

  /** A file that was dropped: the first one holds problems, another one solutions, as their names say. @param {File[]} files */
  drop(files) {
    const solutions = files.filter((file) => /solution|completion|generation|sample/i.test(file.name));
    const problems = files.filter((file) => !solutions.includes(file));
    if (problems[0]) void this.take("problems", problems[0]);
    if (solutions[0]) void this.take(problems.length || this.problems ? "solutions" : "problems", solutions[0]);
  }

  /** @param {"problems"|"solutions"} what @param {File} file */
  async take(what, file) {
    try {
      this[what] = { name: file.name, text: await file.text() };
      if (what === "solutions") this.by = "file";
      this.draw();
    } catch (error) {
      this.refuse(`${file.name} cannot be read: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** @param {Data} data */
  show(data) {
    this.data = data;
    this.draw();
  }

  draw() {
    const { data } = this;
    if (!data) return;
    const endpoint = this.select(
      "endpoint",
      "the model that predicts",
      data.endpoints.map((one) => [
        one.name,
        one.model && one.model !== one.name ? `${one.name} (${one.model})` : one.name,
      ]),
    );
    const mode = this.select("mode", "how it predicts", [
      ["return", "return: one question"],
      ["full", "full: step by step"],
    ]);
    const start = button("Verify", () => this.send(), { class: "main" });
    fill(
      this.el,
      h("div", "field", h("span", "label", "Problems"), ...this.file("problems", "sample problems")),
      h("div", "field", h("span", "label", "Solutions and tests"), ...this.written(data)),
      h("label", "field", h("span", "label", "Predicted by"), endpoint),
      h("label", "field", h("span", "label", "How"), mode),
      h("div", "field", start),
      this.picks.problems,
      this.picks.solutions,
    );
  }

  /** @param {"problems"|"solutions"} what @param {string} none */
  file(what, none) {
    const given = this[what];
    return [
      h("b", { class: "file", title: given?.name ?? none }, given?.name ?? none),
      button(given ? "Another file" : "Choose a file", () => this.picks[what].click(), { class: "mini" }),
      given &&
        button("✕", () => this.forget(what), {
          class: "mini",
          title: what === "problems" ? "The sample problems again" : "No file",
        }),
    ];
  }

  /** @param {"problems"|"solutions"} what */
  forget(what) {
    this[what] = null;
    if (what === "problems") this.solutions = null;
    this.by = this.problems ? WRITES : "file";
    this.draw();
  }

  /** Who writes: a file, the benchmark, or a chat model. @param {Data} data */
  written(data) {
    if (!this.problems) return [h("b", "file", "of the samples")];
    const chat = data.endpoints.filter((one) => one.protocol === "chat");
    /** @type {[string, string][]} */
    const options = [
      ["file", "from a file"],
      ["given", "the given programs"],
      ["reference", "the benchmark's own"],
      ...chat.map((one) => /** @type {[string, string]} */ ([`${WRITES}:${one.name}`, `written by ${one.name}`])),
    ];
    const by = this.select("by", "who wrote solutions", options);
    if (!options.some(([name]) => name === this.by)) this.by = "file";
    by.value = this.by;
    by.addEventListener("change", () => {
      this.by = by.value;
      this.draw();
    });
    return [
      by,
      ...(this.by === "file" ? this.file("solutions", "no file yet") : []),
      ...(this.by.startsWith(WRITES) ? this.many() : []),
    ];
  }

  many() {
    return [this.number("candidates", "candidates", 1, 200), this.number("tests", "tests", 5, 100)];
  }

  /** @param {string} name @param {string} label @param {[string, string][]} options */
  select(name, label, options) {
    const before = this.value(name);
    const el = h("select", { label, data: { name } });
    for (const [value, text] of options) {
      const option = h("option", {}, text);
      option.value = value;
      el.append(option);
    }
    if (before !== null && options.some(([value]) => value === before)) el.value = before;
    return el;
  }

  /** @param {string} name @param {string} label @param {number} usual @param {number} most */
  number(name, label, usual, most) {
    const el = h("input", { label, data: { name } });
    el.type = "number";
    el.min = "1";
    el.max = String(most);
    el.value = this.value(name) ?? String(usual);
    return h("label", "number", el, ` ${label}`);
  }

  /** @param {string} name @returns {string|null} */
  value(name) {
    const el = this.el.querySelector(`[data-name=${name}]`);
    return el instanceof HTMLSelectElement || el instanceof HTMLInputElement ? el.value : null;
  }

  send() {
    const writer = this.by.startsWith(`${WRITES}:`) ? this.by.slice(WRITES.length + 1) : null;
    if (this.problems && this.by === "file" && !this.solutions) {
      this.refuse("Choose a file of solutions, or another way in which they are written.");
      return;
    }
    this.begin({
      problems: this.problems ?? "sample",
      solutions: this.problems && this.by === "file" ? this.solutions : null,
      endpoint: this.value("endpoint"),
      mode: this.value("mode"),
      ...(this.problems && this.by === "reference" ? { reference: true } : {}),
      ...(writer ? { writer, candidates: Number(this.value("candidates")), tests: Number(this.value("tests")) } : {}),
    });
  }
}
