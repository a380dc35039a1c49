// @ts-check
/** The index of a run: what each turn is, where things happen, and what holds at a turn; no question needs the server. */
import { lastAtMost } from "../stepper/csr.js";
import { split } from "./words.js";

/** @typedef {import("./types.js").Outline} Outline @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").BriefCall} BriefCall @typedef {1|-1} Dir */
/** @typedef {{path: string, action: string, edits: number, last: number}} Touched `last`: the turn that changed it last */
/** @typedef {{turn: number, passed: number, failed: number, skipped: number}} Tests `failed` has errors in it too */

/** What the user can show or hide, and the kinds that it stands for. @type {[string, string[]][]} */
export const GROUPS = [
  ["prompt", ["prompt"]],
  ["say", ["say", "plan"]],
  ["think", ["think"]],
  ["read", ["read"]],
  ["search", ["search"]],
  ["edit", ["edit"]],
  ["run", ["run"]],
  ["test", ["test"]],
  ["submit", ["submit"]],
  ["delegate", ["delegate"]],
  ["other", ["other"]],
];

const SHELLS =
  /^(bash|shell|execute_bash|exec_command|run|terminal|local_shell|str_replace_editor|edit|read|write|grep|glob)$/i;
/** Kinds whose target is a file, of which the name says more than the folder. */
const FILES = new Set(["read", "edit"]);

export class Run {
  /** @param {Outline} outline @param {Changes} changes */
  constructor(outline, changes) {
    this.outline = outline;
    this.changes = changes;
    this.n = outline.turn.length;
    /** Turns that changed files, ran tests with a known result, or failed; each in order. */
    this.edits = this.#turnsOf("file");
    /** @type {Tests[]} */
    this.tests = [];
    /** @type {Map<number, Tests>} the last tests of a turn */
    this.lastTests = new Map();
    /** @type {Map<number, {added: number, removed: number}>} */
    this.lines = new Map();
    /** The first file that each turn changed. @type {Map<number, string>} */
    this.fileOf = new Map();
    /** Of each file the turns that changed it. @type {Map<string, number[]>} */
    this.byFile = new Map();
    changes.kind.forEach((kind, i) => (kind === "tests" ? this.#test(i) : kind === "file" ? this.#edit(i) : null));
    const told = new Set(this.tests.map((test) => test.turn));
    this.testRuns = this.#all((t) => told.has(t) || this.kind(t) === "test" || this.#calls(t, "test"));
    this.errors = this.#all((t) => this.failed(t) > 0 || outline.error[t] === 1);
    this.cost = this.#sum(outline.cost);
    this.totalCost = this.n ? this.cost[this.n - 1] : 0;
    this.began = outline.at.find((time) => time !== null) ?? null;
    this.hasCost = outline.cost.some((cost) => cost !== null);
    this.maxContext = outline.prompt_tokens.reduce((most, n) => Math.max(most ?? 0, n ?? 0), 0) ?? 0;
  }

  /** @param {(turn: number) => boolean} wanted */
  #all(wanted) {
    const out = [];
    for (let t = 0; t < this.n; t++) if (wanted(t)) out.push(t);
    return out;
  }

  /** @param {string} kind of a change */
  #turnsOf(kind) {
    const { turn, kind: kinds } = this.changes;
    return [...new Set(turn.filter((_, i) => kinds[i] === kind))].sort((a, b) => a - b);
  }

  /** @param {number} i */
  #test(i) {
    const c = this.changes;
    const failed = (c.failed[i] ?? 0) + (c.errors[i] ?? 0);
    const tests = { turn: c.turn[i], passed: c.passed[i] ?? 0, failed, skipped: c.skipped[i] ?? 0 };
    this.tests.push(tests);
    this.lastTests.set(tests.turn, tests);
  }

  /** @param {number} i */
  #edit(i) {
    const { turn, path, added, removed } = this.changes;
    const lines = this.lines.get(turn[i]) ?? { added: 0, removed: 0 };
    this.lines.set(turn[i], { added: lines.added + added[i], removed: lines.removed + removed[i] });
    const name = path[i];
    if (name === null) return;
    if (!this.fileOf.has(turn[i])) this.fileOf.set(turn[i], name);
    const turns = this.byFile.get(name) ?? [];
    if (turns[turns.length - 1] !== turn[i]) turns.push(turn[i]);
    this.byFile.set(name, turns);
  }

  /** @param {(number|null)[]} values */
  #sum(values) {
    const out = new Float64Array(values.length);
    let sum = 0;
    values.forEach((value, i) => (out[i] = sum += value ?? 0));
    return out;
  }

  /** @param {number} t @param {string} kind of a call */
  #calls(t, kind) {
    return this.outline.calls[t].some((call) => this.outline.kinds[call[0]] === kind);
  }

  /** @param {number} t */
  kind(t) {
    return this.outline.kinds[this.outline.kind[t]] ?? "other";
  }

  /** @param {number} t */
  source(t) {
    return this.outline.sources[this.outline.source[t]] ?? "agent";
  }

  /** How many of a turn's calls failed, as far as is known. @param {number} t */
  failed(t) {
    let n = 0;
    for (const call of this.outline.calls[t]) if (call[3] === 1 || call[4] === 1) n++;
    return n;
  }

  /** What a turn is, in a few words: the main ones, and those that may be dim. @param {number} t @returns {[string, string]} */
  parts(t) {
    const calls = this.outline.calls[t];
    const words = this.outline.words[t];
    if (calls.length === 0) return [words || (this.outline.images[t] ? "(a picture)" : "(no text)"), ""];
    const [kind, tool, said] = calls[0];
    // An editor that works on the open file names none, but what it changed is known.
    const target =
      (/^`{3}/.test(said) ? "" : said) || (this.outline.kinds[kind] === "edit" ? (this.fileOf.get(t) ?? "") : "");
    const more = calls.length > 1 ? `+${calls.length - 1} ` : "";
    // A shell is the usual tool, so that only others need their name.
    const named = SHELLS.test(tool) ? "" : tool;
    if (!target)
      return [this.outline.kinds[kind] === "submit" ? "submit" : named || words || tool, more + (named ? words : "")];
    const [folder, name] = FILES.has(this.outline.kinds[kind]) && !target.includes(" ") ? split(target) : ["", target];
    return [name, [more, named, folder].filter(Boolean).join(" ")];
  }

  /** The same in one piece. @param {number} t @returns {string} */
  title(t) {
    return this.parts(t).filter(Boolean).join(" · ");
  }

  /** The result of the last tests at a turn. @param {number} t @returns {Tests|null} */
  testsOf(t) {
    return this.lastTests.get(t) ?? null;
  }

  /** @param {number} t @returns {Tests[]} all up to a turn */
  testsUpTo(t) {
    return this.tests.filter((test) => test.turn <= t);
  }

  /** The last value of a kind of change up to a turn. @param {string} kind @param {number} t @returns {string|null} */
  valueAt(kind, t) {
    const { turn, kind: kinds, value } = this.changes;
    for (let i = turn.length - 1; i >= 0; i--) if (turn[i] <= t && kinds[i] === kind) return value[i];
    return null;
  }

  /** The files changed up to a turn, in the order of their first change. @param {number} t @returns {Touched[]} */
  filesAt(t) {
    const { turn, kind, path, old_path: old, action } = this.changes;
    /** @type {Map<string, Touched>} */
    const files = new Map();
    for (let i = 0; i < turn.length && turn[i] <= t; i++) {
      const name = path[i];
      if (kind[i] !== "file" || name === null) continue;
      const known = files.get(name);
      if (known) {
        known.edits++;
        known.last = turn[i];
        known.action = action[i] === "delete" || known.action === "delete" ? (action[i] ?? "edit") : known.action;
      } else files.set(name, { path: name, action: action[i] ?? "edit", edits: 1, last: turn[i] });
      if (action[i] === "rename" && old[i]) files.delete(/** @type {string} */ (old[i]));
    }
    return [...files.values()];
  }

  /** The last turn up to `t` that changed a file, or any; -1: none did. @param {number} t @param {string|null} [path] */
  changedAt(t, path = null) {
    const turns = path === null ? this.edits : (this.byFile.get(path) ?? []);
    const i = lastAtMost(turns, t);
    return i < 0 ? -1 : turns[i];
  }

  /** Seconds from the first time that is known to a turn's. @param {number} t @returns {number|null} */
  elapsed(t) {
    const at = this.outline.at[t];
    return at === null || this.began === null ? null : (at - this.began) / 1000;
  }

  /** Tokens in the context as of a turn, and the turn whose request says so. @param {number} t */
  contextAt(t) {
    for (let i = t; i >= 0; i--) {
      const tokens = this.outline.prompt_tokens[i];
      if (tokens !== null) return { tokens, turn: i };
    }
    return null;
  }

  /** The sub-agents that a turn started. @param {number} t @returns {string[]} */
  children(t) {
    return this.outline.calls[t].map((call) => call[6]).filter((id) => id !== null);
  }
}
