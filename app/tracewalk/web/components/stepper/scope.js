// @ts-check
/** Names of one frame at one step, as an expression sees them; and the search for the step where it becomes true. */
import { ExpressionError, fromRepr, show, truth } from "./values.js";

/** @typedef {import("./trace.js").Trace} Trace @typedef {import("./expression.js").Expression} Expression */
/** @typedef {import("./values.js").Value} Value */

/** Values read from reprs, by index of the string: the same reprs come again and again. */
export class Reader {
  /** @param {Trace} trace */
  constructor(trace) {
    this.trace = trace;
    /** @type {Map<number, Value>} */
    this.known = new Map();
  }

  /** @param {string} name @param {number} change @returns {Value} */
  value(name, change) {
    const c = this.trace.changes;
    if (change < 0 || c.value[change] < 0) throw new ExpressionError(`${name} has no value here`);
    if (c.cut[change]) throw new ExpressionError(`${name} is cut: not all of its value was kept`);
    const id = c.value[change];
    let v = this.known.get(id);
    if (v === undefined) {
      v = fromRepr(this.trace.strings[id]);
      if (this.known.size > 20_000) this.known.clear();
      this.known.set(id, v);
    }
    return v;
  }

  /** @param {number} row @param {number} step @returns {import("./expression.js").Names} */
  names(row, step) {
    const t = this.trace;
    /** @param {string} name */
    const at = (name) => {
      const slot = t.slot(row, name);
      return slot < 0 ? -1 : t.changeAt(slot, step);
    };
    return {
      get: (name) => this.value(name, at(name)),
      prev: (name) => {
        const change = at(name);
        return this.value(name, change < 0 ? -1 : t.changeAt(t.slot(row, name), t.changes.step[change] - 1));
      },
    };
  }

  /** @param {Expression} e @param {number} row @param {number} step @returns {{text: string, error: boolean}} */
  show(e, row, step) {
    try {
      return { text: show(e.run(this.names(row, step))), error: false };
    } catch (error) {
      if (error instanceof ExpressionError) return { text: error.message, error: true };
      throw error;
    }
  }

  /** Whether it holds; where it can't be evaluated it does not. @param {Expression} e @param {number} row @param {number} step */
  holds(e, row, step) {
    try {
      return truth(e.run(this.names(row, step)));
    } catch (error) {
      if (error instanceof ExpressionError) return false;
      throw error;
    }
  }
}

/**
 * Steps at which one of the expression's names changes, ascending: only there can its value be another one.
 * @param {Trace} t
 * @param {Expression} e
 * @returns {number[]} indexes of changes
 */
export function turningPoints(t, e) {
  const wanted = new Set(e.names.map((name) => t.nameIds.get(name)));
  const out = [];
  for (let i = t.changes.head; i < t.changes.length; i++) if (wanted.has(t.changes.name[i])) out.push(i);
  return out;
}

/**
 * The next step, in direction `dir`, where the expression becomes true ("true") or has another value ("change").
 * Works in slices, so that the page stays alive; stops when `cancelled` says so.
 * @param {Reader} reader
 * @param {Expression} e
 * @param {number} from
 * @param {1|-1} dir
 * @param {"true"|"change"} what
 * @param {{row?: number, cancelled?: () => boolean}} [options] row: only in that frame
 * @returns {Promise<number|null>}
 */
export async function seekTurn(reader, e, from, dir, what, { row, cancelled } = {}) {
  const t = reader.trace;
  const points = turningPoints(t, e);
  if (dir < 0) points.reverse();
  let pause = performance.now() + 12;
  for (const change of points) {
    const step = t.changes.step[change];
    const frame = t.changes.frame[change];
    if ((step - from) * dir <= 0 || (row !== undefined && frame !== row)) continue;
    if (turned(reader, e, frame, step, what)) return step;
    if (performance.now() < pause) continue;
    await new Promise((resume) => setTimeout(resume));
    if (cancelled?.()) return null;
    pause = performance.now() + 12;
  }
  return null;
}

/** @param {Reader} reader @param {Expression} e @param {number} frame @param {number} step @param {"true"|"change"} what */
export function turned(reader, e, frame, step, what) {
  if (what === "true") return reader.holds(e, frame, step) && !reader.holds(e, frame, step - 1);
  return reader.show(e, frame, step).text !== reader.show(e, frame, step - 1).text;
}
