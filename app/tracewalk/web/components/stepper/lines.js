// @ts-check
/** What a frame's own lines did: where its function begins and ends, which lines ran, which names each line wrote. */
import { EVENT } from "./trace.js";
import { lastAtMost } from "./csr.js";

/** @typedef {import("./trace.js").Trace} Trace */
/** @typedef {{line: number, name: number, changes: number[], steps: number[]}} Write changes of one name made by one line, ascending */
/** @typedef {{writes: Write[], first: Map<number, number>, whole: boolean}} Deeds `first`: line -> its first step; `whole`: seen from its call on */

/**
 * The line that wrote a change is the one that ran before it shows: a line step is the state before its line.
 * @param {Trace} t
 * @param {number} row
 * @returns {Deeds}
 */
export function deeds(t, row) {
  const steps = t.byFrame.of(row);
  /** @type {Map<number, number>} */
  const first = new Map();
  for (const step of steps)
    if (t.eventAt(step) === EVENT.line && !first.has(t.lineAt(step))) first.set(t.lineAt(step), step);
  /** @type {Map<string, Write>} */
  const writes = new Map();
  for (const slot of t.slotsOf.of(row)) {
    for (const change of t.bySlot.of(slot)) {
      const step = t.changes.step[change];
      if (step < t.from) continue;
      const line = writer(t, row, step);
      if (line === 0) continue;
      const key = `${line}:${slot}`;
      const write = writes.get(key) ?? { line, name: t.changes.name[change], changes: [], steps: [] };
      write.changes.push(change);
      write.steps.push(step);
      writes.set(key, write);
    }
  }
  const whole = steps.length > 0 && t.eventAt(steps[0]) === EVENT.call;
  return { writes: [...writes.values()], first, whole };
}

/** The line whose run shows at this step of the frame; 0: it ran before this window, and is not known. @param {Trace} t @param {number} row @param {number} step */
export function writer(t, row, step) {
  if (t.eventAt(step) === EVENT.call) return t.lineAt(step);
  const steps = t.byFrame.of(row);
  const at = lastAtMost(steps, step - 1);
  return at < 0 ? (t.lineBefore.get(row) ?? 0) : t.lineAt(steps[at]);
}

/** @param {string} text */
const indent = (text) => text.length - text.trimStart().length;
/** @param {string} text */
const blank = (text) => /^\s*(#.*)?$/.test(text);

/**
 * The lines of the function that holds `line`: from its `def` to its end, 1-based and inclusive; null where it has none
 * of its own (a comprehension, a lambda).
 * @param {string[]} text lines
 * @param {string} func qualified name
 * @param {number} line any line of it that ran
 * @returns {[number, number]|null}
 */
export function extent(text, func, line) {
  const name = func.slice(func.lastIndexOf(".") + 1);
  if (name === "<module>") return [1, text.length];
  if (!/^\w+$/.test(name)) return null;
  const head = new RegExp(`^\\s*(async\\s+def|def|class)\\s+${name}\\b`);
  let start = Math.min(line, text.length);
  while (start > 0 && text[start - 1]?.trimStart().startsWith("@")) start++;
  while (start > 0 && !head.test(text[start - 1] ?? "")) start--;
  if (start < 1) return null;
  const depth = indent(text[start - 1]);
  let end = start;
  for (let at = start + 1, open = balance(text[start - 1]); at <= text.length; at++) {
    const row = text[at - 1];
    if (open <= 0 && !blank(row) && indent(row) <= depth) break;
    open = Math.max(0, open + balance(row));
    if (!blank(row)) end = at;
  }
  return [start, end];
}

/** Brackets opened less brackets closed; strings and comments are left out, roughly. @param {string} text */
function balance(text) {
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|#.*/g, "");
  return (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
}

/**
 * Lines that hold a string alone, such as a docstring: they run nothing.
 * @param {string[]} text
 * @param {number} line 1-based
 * @returns {number} the last line of the string, 0 where there is none
 */
function stringEnd(text, line) {
  const found = /^\s*[rRbBuUfF]{0,2}("""|'''|"|')/.exec(text[line - 1]);
  if (!found) return 0;
  const rest = text[line - 1].slice(found[0].length);
  if (found[1].length === 1 || rest.includes(found[1])) return line;
  for (let at = line + 1; at <= text.length; at++) if (text[at - 1].includes(found[1])) return at;
  return 0;
}

/**
 * Lines of the function that this frame has not run up to a step: a line without events of its own goes with its
 * statement, an `else:` with what follows it.
 * @param {string[]} text
 * @param {[number, number]} range
 * @param {(line: number) => boolean} ran
 * @returns {Set<number>}
 */
export function notRun(text, [start, end], ran) {
  /** @type {Set<number>} */
  const dim = new Set();
  let open = balance(text[start - 1]);
  let state = false;
  for (let line = start + 1; line <= end; line++) {
    const row = text[line - 1];
    if (blank(row)) continue;
    const string = open <= 0 ? stringEnd(text, line) : 0;
    if (string) {
      line = string;
      continue;
    }
    if (open <= 0) state = !ran(line);
    else if (ran(line)) state = false;
    open = Math.max(0, open + balance(row));
    if (state) dim.add(line);
  }
  undimHeads(text, [start, end], dim);
  return dim;
}

/** `else:` and the like have no events: they go with their bodies. @param {string[]} text @param {[number, number]} range @param {Set<number>} dim */
function undimHeads(text, [start, end], dim) {
  for (let line = end; line > start; line--) {
    if (!/^\s*(else|finally|try|except\b.*):\s*(#.*)?$/.test(text[line - 1])) continue;
    let body = line + 1;
    while (body <= end && blank(text[body - 1])) body++;
    if (!dim.has(body)) dim.delete(line);
  }
}

/** Names read in a line of source, without attributes and keyword arguments. @param {string} text @returns {string[]} */
export function namesIn(text) {
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|#.*/g, " ");
  return [...new Set([...bare.matchAll(/(?<![\w.])[A-Za-z_]\w*/g)].map((m) => m[0]))];
}
