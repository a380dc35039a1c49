// @ts-check
/** The index of two aligned runs: which turns stand in which row, where they differ, and where things happen. */

/** @typedef {import("./types.js").Alignment} Alignment @typedef {import("./types.js").Likeness} Likeness */
/** @typedef {import("./types.js").Which} Which @typedef {import("../trajectory/run.js").Run} Run */

/** Sign and words of each likeness: the sign tells it, the colour only helps. @type {Record<Likeness, [string, string]>} */
export const SIGNS = {
  same: ["=", "the same"],
  variant: ["≈", "the same kind of thing to the same target, done otherwise or by another tool"],
  different: ["≠", "another thing"],
  left: ["‹", "only the left run has a turn here"],
  right: ["›", "only the right run has a turn here"],
};

/** Whether a call of a turn failed; null where that is not known of all. @param {Run} run @param {number} turn */
function failed(run, turn) {
  if (run.failed(turn) > 0) return true;
  return run.outline.calls[turn].some((call) => call[3] < 0) ? null : false;
}

export class Pairs {
  /** @param {Alignment} told @param {Run} left @param {Run} right */
  constructor(told, left, right) {
    this.told = told;
    this.runs = { left, right };
    this.n = told.left.length;
    /** @type {Record<Which, Int32Array>} the row of each turn */
    this.rows = { left: this.#rows(told.left, left.n), right: this.#rows(told.right, right.n) };
    this.first = told.first_divergence;
    /** Where rows begin not to be the same, or not to be so in another way. */
    this.differences = this.#all(
      (row) => this.likeness(row) !== "same" && (row === 0 || this.likeness(row - 1) !== this.likeness(row)),
    );
    this.edits = this.#merged((run) => run.edits);
    this.errors = this.#merged((run) => run.errors);
    this.tests = this.#merged((run) => run.testRuns);
  }

  /** @param {number[]} turns of rows @param {number} n */
  #rows(turns, n) {
    const rows = new Int32Array(n).fill(-1);
    turns.forEach((turn, row) => turn >= 0 && (rows[turn] = row));
    return rows;
  }

  /** @param {(row: number) => boolean} wanted */
  #all(wanted) {
    const out = [];
    for (let row = 0; row < this.n; row++) if (wanted(row)) out.push(row);
    return out;
  }

  /** Rows at which either run has something. @param {(run: Run) => number[]} turnsOf */
  #merged(turnsOf) {
    const rows = new Set();
    for (const which of /** @type {Which[]} */ (["left", "right"]))
      for (const turn of turnsOf(this.runs[which])) rows.add(this.rows[which][turn]);
    return [...rows].filter((row) => row >= 0).sort((a, b) => a - b);
  }

  /** @param {number} row @returns {Likeness} */
  likeness(row) {
    return this.told.likenesses[this.told.likeness[row]];
  }

  /** @param {number} row @param {Which} which @returns {number} -1: that run has no turn there */
  turn(row, which) {
    return this.told[which][row] ?? -1;
  }

  /** The last turn up to a row; -1: it has none so far. @param {number} row @param {Which} which */
  upTo(row, which) {
    for (let at = row; at >= 0; at--) if (this.told[which][at] >= 0) return this.told[which][at];
    return -1;
  }

  /** The next turn from a row on; -1: there is none. @param {number} row @param {Which} which */
  from(row, which) {
    for (let at = row; at < this.n; at++) if (this.told[which][at] >= 0) return this.told[which][at];
    return -1;
  }

  /** Whether both did the same and it came out otherwise: it failed in one, or tests had other results. @param {number} row */
  otherResult(row) {
    const like = this.likeness(row);
    if (like !== "same" && like !== "variant") return false;
    const { left, right } = this.runs;
    const [a, b] = [this.turn(row, "left"), this.turn(row, "right")];
    const [mine, theirs] = [left.testsOf(a), right.testsOf(b)];
    if (mine && theirs) return mine.failed !== theirs.failed || mine.passed !== theirs.passed;
    const [bad, worse] = [failed(left, a), failed(right, b)];
    return bad !== null && worse !== null && bad !== worse;
  }

  /** How many rows there are of each likeness. @returns {Record<Likeness, number>} */
  counts() {
    const out = { same: 0, variant: 0, different: 0, left: 0, right: 0 };
    for (let row = 0; row < this.n; row++) out[this.likeness(row)]++;
    return out;
  }
}
