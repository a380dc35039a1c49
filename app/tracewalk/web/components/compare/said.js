// @ts-check
/** What is said of one window of a trace, as an index: which row meets a step, what it says of a name, where it errs. */
import { Groups, lastAtMost } from "../stepper/csr.js";
import { CODE, KINDS, NONE } from "./verdicts.js";

/** @typedef {import("../stepper/trace.js").Trace} Trace @typedef {import("./types.js").Columns} Columns */
/** @typedef {import("./types.js").Kind} Kind @typedef {import("./types.js").Answer} Answer @typedef {import("./types.js").Agreement} Agreement */

/** Events of predicted steps that say a state. */
const STATES = ["call", "line"];

export class Said {
  /**
   * @param {Columns} p
   * @param {Trace} trace the window it belongs to; rows beyond it are passed over
   * @param {boolean} [running] more is coming: what is missing after the last row is only not yet there
   */
  constructor(p, trace, running = false) {
    this.p = p;
    this.trace = trace;
    this.running = running;
    this.n = p.verdict.length;
    /** @type {Record<string, number>} */
    const codes = CODE;
    const code = p.verdicts.map((name) => codes[name] ?? CODE.malformed);
    /** Verdict of each row, as a place in KINDS. @type {Uint8Array} */
    this.kind = Uint8Array.from(p.verdict, (v) => code[v] ?? CODE.malformed);
    const states = new Set(STATES.map((name) => p.events.indexOf(name)));
    this.says = Uint8Array.from(p.event, (e, row) => Number(states.has(e) && this.kind[row] !== CODE.malformed));
    /** The last row that is said; -1: none is. */
    this.lastRow = p.position.findLastIndex((at) => at >= 0);
    const size = trace.to - trace.from;
    /** Row of each true step of the window, -1: none. */
    this.rowAt = new Int32Array(size).fill(-1);
    /** Verdict of each true step; NONE where nothing is said. */
    this.kindAt = new Uint8Array(size).fill(NONE);
    const between = new Int32Array(this.n).fill(-1);
    for (let row = 0; row < this.n; row++) {
      const step = p.truth[row] - trace.from;
      const anchor = p.anchor[row] - trace.from;
      if (running && row > this.lastRow && this.kind[row] === CODE.missing) continue;
      if (p.truth[row] >= 0 && step >= 0 && step < size) {
        this.rowAt[step] = row;
        this.kindAt[step] = this.kind[row];
      } else if (anchor >= 0 && anchor < size && this.#isBetween(row)) between[row] = anchor;
    }
    /** Rows without a true step, by the step they stand after. */
    this.between = new Groups(between, size);
    this.differsOf = new Groups(p.differs.row, this.n);
    /** Where each row's tokens begin. */
    this.tokenStart = new Int32Array(this.n + 1);
    for (let row = 0; row < this.n; row++) this.tokenStart[row + 1] = this.tokenStart[row] + (p.tokens.count[row] ?? 0);
    this.nameIds = new Map(p.names.map((name, i) => [name, i]));
  }

  /** Said without a true step of the trace; the wrapper's own steps only where they are wrong. @param {number} row */
  #isBetween(row) {
    return this.p.truth[row] < 0 && this.p.position[row] >= 0 && !(this.p.seed[row] && this.kind[row] === CODE.correct);
  }

  /** @param {number} step @returns {number} -1: nothing is said of it */
  row(step) {
    return this.trace.has(step) ? this.rowAt[step - this.trace.from] : -1;
  }

  /** @param {number} step @returns {Kind|null} null: nothing is said of it */
  verdict(step) {
    const kind = this.trace.has(step) ? this.kindAt[step - this.trace.from] : NONE;
    return kind === NONE ? null : KINDS[kind];
  }

  /** Rows that stand between a step and the next. @param {number} step */
  extras(step) {
    return this.between.of(step - this.trace.from);
  }

  /** @param {number} row */
  isRoot(row) {
    return this.p.root[row] === 1;
  }

  /** @param {"source"|"value"|"raw"|"fault"|"rule"} column @param {number} row @returns {string|null} */
  text(column, row) {
    const at = row < 0 ? -1 : this.p[column][row];
    return at < 0 ? null : this.p.strings[at];
  }

  /** @param {number} row @returns {string} the predicted event, "" where there is none */
  event(row) {
    return this.p.events[this.p.event[row]] ?? "";
  }

  /** The row whose state is in force for a frame at one of its own steps: a return says none, and keeps the last. @param {number} frameRow @param {number} asOf @param {boolean} carry @returns {number} -1: none */
  stateRow(frameRow, asOf, carry) {
    const steps = this.trace.byFrame.of(frameRow);
    for (let at = lastAtMost(steps, asOf); at >= 0; at--) {
      const row = this.row(steps[at]);
      if (row < 0 || this.kind[row] === CODE.missing || this.kind[row] === CODE.malformed) return -1;
      if (this.says[row]) return row;
      if (!carry) return -1;
    }
    return -1;
  }

  /** @param {number} d index into differs @returns {Answer} */
  answer(d) {
    const { value, rule, verdict } = this.p.differs;
    return {
      agreement: /** @type {Agreement} */ (this.p.differences[verdict[d]]),
      text: value[d] < 0 ? null : this.p.strings[value[d]],
      rule: rule[d] < 0 ? "" : this.p.strings[rule[d]],
    };
  }

  /** What a row says of a name whose true text is known. @param {number} row @param {string} name @param {string|null} true_ null: the truth has no such name @returns {Answer|null} null: neither has it */
  of(row, name, true_) {
    const id = this.nameIds.get(name);
    if (id !== undefined)
      for (const d of this.differsOf.of(row)) if (this.p.differs.name[d] === id) return this.answer(d);
    return true_ === null ? null : { agreement: "same", text: true_, rule: "" };
  }

  /** All that a row says otherwise than the truth, by name. @param {number} row @returns {[string, Answer][]} */
  differences(row) {
    return [...this.differsOf.of(row)].map((d) => [this.p.names[this.p.differs.name[d]], this.answer(d)]);
  }

  /** The error that a row inherits, in steps back to the root; those beyond this window have row -1. @param {number} row @returns {{row: number, step: number}[]} */
  chain(row) {
    const out = [];
    const seen = new Set([row]);
    for (let at = row; at >= 0 && this.p.cause[at] >= 0 && out.length < 200;) {
      const step = this.p.because[at];
      const next = this.p.cause[at] - this.p.first;
      if (seen.has(next)) break;
      seen.add(next);
      at = next >= 0 && next < this.n ? next : -1;
      out.push({ row: at, step });
    }
    return out;
  }
}

/** Nothing is said of this window. @param {Trace} trace */
export function nothingSaid(trace) {
  /** @type {number[]} */
  const none = [];
  const columns = "verdict root cause because truth anchor position seed iteration logprob source value raw fault rule";
  const more = "event frame depth func file line ambiguous events differences strings names files";
  const empty = Object.fromEntries(`${columns} ${more}`.split(" ").map((name) => [name, none]));
  const differs = { row: none, name: none, value: none, rule: none, verdict: none };
  const tokens = { count: none, text: none, logprob: none };
  const rest = { from: trace.from, first: 0, n_rows: 0, verdicts: KINDS, differs, tokens };
  return new Said(/** @type {Columns} */ (/** @type {unknown} */ ({ ...empty, ...rest })), trace);
}
