// @ts-check
/** Finding in the loaded window: names, values, source text, output; where an expression becomes true. */
import { compile } from "./expression.js";
import { Reader, turned, turningPoints } from "./scope.js";
import { brief } from "./dom.js";

/** @typedef {import("./trace.js").Trace} Trace @typedef {"any"|"name"|"value"|"source"|"output"|"expression"} Kind */
/** @typedef {{step: number, kind: string, text: string}} Hit */

const MOST = 5_000;
const AROUND = 24;

/** The part of a text around a match. @param {string} text @param {string} query */
export function around(text, query) {
  const at = text.indexOf(query);
  const start = Math.max(0, at - AROUND);
  return brief((start > 0 ? "…" : "") + text.slice(start, start + 120), 90);
}

/** @param {Trace} t @param {string} query @returns {Hit[]} */
function names(t, query) {
  const exact = t.nameIds.has(query);
  const wanted = t.names.map((name) => (exact ? name === query : name.includes(query)));
  return changes(
    t,
    "name",
    (i) => wanted[t.changes.name[i]],
    (i) => `${t.names[t.changes.name[i]]} = ${t.text(i) ?? "deleted"}`,
  );
}

/** @param {Trace} t @param {string} kind @param {(i: number) => boolean} wanted @param {(i: number) => string} text @returns {Hit[]} */
function changes(t, kind, wanted, text) {
  /** @type {Hit[]} */
  const out = [];
  for (let i = t.changes.head; i < t.changes.length && out.length < MOST; i++)
    if (wanted(i)) out.push({ step: t.changes.step[i], kind, text: brief(text(i), 90) });
  return out;
}

/** @param {Trace} t @param {string} query @returns {Hit[]} */
function values(t, query) {
  const wanted = t.strings.map((s) => s.includes(query));
  const out = changes(
    t,
    "value",
    (i) => t.changes.value[i] >= 0 && wanted[t.changes.value[i]],
    (i) => `${t.names[t.changes.name[i]]} = ${around(t.text(i) ?? "", query)}`,
  );
  for (let i = 0; i < t.value.length && out.length < 2 * MOST; i++)
    if (t.value[i] >= 0 && wanted[t.value[i]])
      out.push({ step: i + t.from, kind: "value", text: around(t.strings[t.value[i]], query) });
  return out;
}

/** @param {Trace} t @param {string} query @param {string[]} texts of the files @returns {Hit[]} */
function source(t, query, texts) {
  return texts.flatMap((text, file) =>
    text.split("\n").flatMap((line, i) => {
      if (!line.includes(query)) return [];
      return [...t.runs(file, i + 1).subarray(0, MOST)].map((step) => ({
        step,
        kind: "source",
        text: `${i + 1}: ${brief(line.trim(), 80)}`,
      }));
    }),
  );
}

/** @param {Trace} t @param {string} query @returns {Hit[]} */
function output(t, query) {
  return t.output.text.flatMap((text, i) =>
    text.includes(query) ? [{ step: t.output.step[i], kind: "output", text: around(text, query) }] : [],
  );
}

/**
 * Whether a query reads as an expression rather than as text: `problem` where it has an expression's operators and
 * can't be one.
 * @param {string} query @returns {{is: boolean, problem: string}}
 */
export function asExpression(query) {
  if (!/[<>=!]=|[<>%]|\b(and|or|not|in|is)\b|\w\(.*\)/.test(query)) return { is: false, problem: "" };
  try {
    return { is: compile(query).names.length > 0, problem: "" };
  } catch (error) {
    return { is: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Steps at which an expression becomes true in its frame; in slices, so that typing stays fluent.
 * @param {Trace} t @param {string} query @param {() => boolean} cancelled @returns {Promise<Hit[]>}
 */
async function expression(t, query, cancelled) {
  const e = compile(query);
  const reader = new Reader(t);
  /** @type {Hit[]} */
  const out = [];
  let seen = -1;
  let pause = performance.now() + 12;
  for (const i of turningPoints(t, e)) {
    const [step, row] = [t.changes.step[i], t.changes.frame[i]];
    if (step === seen) continue;
    seen = step;
    if (turned(reader, e, row, step, "true")) {
      const state = e.names.map((name) => `${name}=${brief(t.text(t.changeAt(t.slot(row, name), step)) ?? "", 70)}`);
      out.push({ step, kind: "true", text: state.join("  ") });
    }
    if (out.length >= MOST) break;
    if (performance.now() < pause) continue;
    await new Promise((resume) => setTimeout(resume));
    if (cancelled()) return [];
    pause = performance.now() + 12;
  }
  return out;
}

/**
 * @param {Trace} t
 * @param {string} query
 * @param {Kind} kind
 * @param {string[]} texts source text of each file
 * @param {() => boolean} [cancelled]
 * @returns {Promise<Hit[]>} ordered by step
 */
export async function search(t, query, kind, texts, cancelled = () => false) {
  if (kind === "expression" || (kind === "any" && asExpression(query).is)) return expression(t, query, cancelled);
  const hits = [
    ...(kind === "any" || kind === "name" ? names(t, query) : []),
    ...(kind === "any" || kind === "value" ? values(t, query) : []),
    ...(kind === "any" || kind === "source" ? source(t, query, texts) : []),
    ...(kind === "any" || kind === "output" ? output(t, query) : []),
  ];
  return hits.sort((a, b) => a.step - b.step);
}
