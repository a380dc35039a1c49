// @ts-check
/** The names of a frame at a step: what is true, what is said. Rows are kept from step to step, as in the stepper's own table. */
import { button, fill, h, setText } from "../stepper/dom.js";
import { editButton } from "../stepper/state.js";
import { MARKS, isRight } from "./verdicts.js";
import { noteOf } from "./structure.js";
import { fold } from "../stepper/value.js";
import { sideBySide } from "./side.js";
import { wrongNames } from "./why.js";

/** @typedef {import("../stepper/types.js").Binding} Binding @typedef {import("../stepper/trace.js").Trace} Trace */
/** @typedef {import("./session.js").Session} Session @typedef {import("./types.js").Answer} Answer */
/** @typedef {{name: string, truth: string|null, fresh: boolean, gone: boolean, said: Answer|null, unsaid: string}} Pair `unsaid`: why nothing is said */
/** @typedef {{tr: HTMLTableRowElement, name: HTMLButtonElement, mark: HTMLElement, old: HTMLElement, truth: HTMLElement, said: HTMLElement, drawn: Pair|null, was: string|null|undefined, whole: boolean}} Row */

const OLD = 80;
/** @type {Record<string, string>} */
const TITLES = {
  same: "the same text",
  equal: "equal by meaning",
  cut: "equal as far as the shortened true value goes",
  wrong: "another value",
  missing: "the truth has this name here, and it is not said",
  extra: "said here, and the truth has no such name",
};

export class DiffTable {
  /** @param {Session} session @param {(name: string) => void} select @param {{edit?: (name: string) => void, old?: import("./edited.js").OldTruth}} [more] what if it were another value? and what it was before an edit */
  constructor(session, select, { edit, old } = {}) {
    this.old = old;
    this.session = session;
    this.select = select;
    this.edit = edit;
    this.body = h("tbody");
    this.said = h("th", {}, "prediction");
    this.truth = h("th", {}, "truth");
    const before = h("th", { class: "was", title: "What the run had here before the edit" }, "old truth");
    const head = h("thead", {}, h("tr", {}, h("th"), before, this.truth, this.said));
    this.el = h("table", "state diff", head, this.body);
    /** @type {Map<string, Row>} */
    this.rows = new Map();
    this.order = "";
  }

  /** How many names are shown, and how many of them are wrong. */
  get tally() {
    const drawn = [...this.rows.values()].map((row) => row.drawn);
    const wrong = drawn.filter((pair) => pair?.said && !isRight(pair.said.agreement)).length;
    return { names: drawn.length, wrong };
  }

  /**
   * @param {Trace} trace
   * @param {number} frameRow
   * @param {Binding[]} bindings
   * @param {string|null} selected
   * @param {number} asOf step of that frame, -1: before the window
   */
  render(trace, frameRow, bindings, selected, asOf) {
    const pairs = pairsOf(this.session, trace, frameRow, bindings, asOf);
    setText(this.said, this.session.subject.sort === "other" ? "other run" : "prediction");
    const old = this.old?.values(trace, frameRow, bindings, asOf) ?? null;
    this.el.classList.toggle("three", old !== null);
    setText(this.truth, old === null ? "truth" : "new truth");
    const names = new Set(pairs.map((pair) => pair.name));
    for (const name of this.rows.keys()) if (!names.has(name)) this.rows.delete(name);
    for (const pair of pairs) {
      const row = this.rows.get(pair.name) ?? this.make(pair.name);
      this.rows.set(pair.name, row);
      this.draw(row, pair, pair.name === selected);
      if (old !== null) this.drawOld(row, old.get(pair.name) ?? null);
    }
    const order = pairs.map((pair) => pair.name).join("\n");
    if (order !== this.order || order === "")
      this.body.replaceChildren(...pairs.map((pair) => /** @type {Row} */ (this.rows.get(pair.name)).tr));
    this.order = order;
    this.el.hidden = pairs.length === 0;
  }

  /** @param {string} name @returns {Row} */
  make(name) {
    const select = button(name, () => this.select(name), {
      class: "name",
      title: `Select ${name}: its history, W, [ and ]`,
    });
    const mark = h("span", "mark");
    const [old, truth, said] = [h("td", "value was"), h("td", "value"), h("td", "value said")];
    const tr = h("tr", {}, h("td", "name", select, mark, this.edit && editButton(name, this.edit)), old, truth, said);
    return { tr, name: select, mark, old, truth, said, drawn: null, was: undefined, whole: false };
  }

  /** @param {Row} row @param {string|null} text */
  drawOld(row, text) {
    if (row.was === text) return;
    row.was = text;
    const title = (text ?? "").slice(0, 400);
    fill(row.old, text === null ? h("span", "note", "–") : h("span", { class: "txt", title }, fold(text, OLD)));
  }

  /** @param {Row} row @param {Pair} pair @param {boolean} selected */
  draw(row, pair, selected) {
    const { said, gone, fresh } = pair;
    const right = said === null || isRight(said.agreement);
    const cls = `${right ? (gone ? "gone" : fresh ? "ch" : "") : fresh ? "no fresh" : "no"}${selected ? " sel" : ""}`;
    if (row.tr.className !== cls) row.tr.className = cls;
    if (row.drawn && alike(row.drawn, pair)) return;
    row.drawn = pair;
    setText(row.mark, said ? MARKS[said.agreement] : "");
    row.mark.className = `mark ${said ? (said.agreement === "same" ? "same" : right ? "equal" : "no") : ""}`;
    row.mark.title = said ? titleOf(this.session, said) : "";
    row.said.title = said && said.agreement !== "same" ? row.mark.title : "";
    this.fill(row, pair);
  }

  /** @param {Row} row @param {Pair} pair */
  fill(row, { truth, said, gone, unsaid }) {
    const toggle = () => {
      row.whole = !row.whole;
      if (row.drawn) this.fill(row, row.drawn);
    };
    const text = said?.text ?? null;
    const how = { whole: row.whole, toggle, mark: said !== null && !isRight(said.agreement) };
    const [mine, theirs] = sideBySide(truth, text, how);
    const none = gone ? "deleted here" : "no such name";
    fill(row.truth, ...(truth === null ? [h("span", "note", none)] : mine));
    if (said === null) fill(row.said, h("span", "note", unsaid));
    else if (text === null) fill(row.said, h("span", "note bad", "not said"));
    else fill(row.said, ...theirs, this.note(truth, said));
  }

  /** @param {string|null} truth @param {Answer} said */
  note(truth, said) {
    if (said.agreement === "extra") return h("span", "why", "not in the truth");
    if (said.agreement === "equal") return h("span", "why", said.rule);
    if (said.agreement !== "wrong" || truth === null || said.text === null) return null;
    const note = noteOf(truth, said.text);
    return note ? h("span", "why", note) : null;
  }
}

/** @param {Session} session @param {Answer} said */
function titleOf(session, { agreement, rule }) {
  const meaning = session.rules[rule];
  const by = rule && rule !== "identical" ? ` (rule: ${rule}${meaning ? `, ${meaning}` : ""})` : "";
  return `${MARKS[agreement]} ${TITLES[agreement]}${by}`;
}

/** @param {Pair} a @param {Pair} b */
function alike(a, b) {
  return (
    a.truth === b.truth &&
    a.gone === b.gone &&
    a.fresh === b.fresh &&
    a.unsaid === b.unsaid &&
    a.said?.text === b.said?.text &&
    a.said?.agreement === b.said?.agreement &&
    a.said?.rule === b.said?.rule
  );
}

/**
 * @param {Session} session
 * @param {Trace} trace
 * @param {number} frameRow
 * @param {Binding[]} bindings
 * @param {number} asOf
 * @returns {Pair[]}
 */
export function pairsOf(session, trace, frameRow, bindings, asOf) {
  const said = session.of(trace);
  const at = said.stateRow(frameRow, asOf, !session.stepwise);
  const here = said.row(asOf);
  const carried = at >= 0 && at !== here;
  const pairs = bindings.map((b) => {
    const truth = b.gone ? null : trace.text(b.change);
    const late = carried && trace.changes.step[b.change] > said.p.truth[at];
    const answer = at < 0 || late ? null : said.of(at, b.name, truth);
    const unsaid = at < 0 ? session.silence(said, asOf) : "not said yet";
    return { name: b.name, truth, fresh: b.fresh, gone: b.gone, said: answer, unsaid: b.gone ? "" : unsaid };
  });
  if (at < 0) return pairs;
  const known = new Set(bindings.map((b) => b.name));
  for (const [name, answer] of said.differences(at))
    if (!known.has(name) && answer.agreement === "extra")
      pairs.push({ name, truth: null, fresh: false, gone: false, said: answer, unsaid: "" });
  return pairs;
}

/** How many names of a frame are wrong, in words; "" where none is. @param {Session} session @param {Trace} trace @param {number} frameRow @param {number} asOf */
export function wrongIn(session, trace, frameRow, asOf) {
  const said = session.of(trace);
  const row = asOf < 0 ? -1 : said.stateRow(frameRow, asOf, !session.stepwise);
  const n = row < 0 ? 0 : wrongNames(said, row).length;
  return n ? `≠ ${n} wrong` : "";
}
