// @ts-check
/** In words, how a predicted value differs from the true one: `one element too many`, `element 2: 5, not 4`, `3 too much`. */
import { brief, count } from "../stepper/dom.js";
import { parse } from "../stepper/literal.js";
import { itemsOf } from "../stepper/cut.js";

/** @typedef {import("../stepper/literal.js").Node} Node */

const LONGEST = 20_000;
const KEPT = 2_000;
/** @type {Map<string, string>} */
const known = new Map();

/** @param {string} truth @param {string} said @returns {string} "" where there is nothing short to say */
export function noteOf(truth, said) {
  if (truth.length + said.length > LONGEST) return lengths(truth, said, "character");
  const key = `${truth}\u0000${said}`;
  const note = known.get(key) ?? inWords(parse(truth), parse(said));
  if (known.size > KEPT) known.clear();
  known.set(key, note);
  return note;
}

/** @param {Node} a truth @param {Node} b said @returns {string} */
function inWords(a, b) {
  if (kindOf(a) !== kindOf(b)) return a.kind === "raw" || b.kind === "raw" ? "" : `${kindOf(b)}, not ${kindOf(a)}`;
  if (a.kind === "int") return byHowMuch(a.text, b.text);
  if (a.kind === "str" || a.kind === "bytes") return ofTexts(a.value ?? "", b.value ?? "");
  if (a.kind === "dict") return ofDicts(a, b);
  if (a.kind === "set") return ofSets(a, b);
  if (a.items && b.items) return ofSequences(a, b);
  return "";
}

/** @param {Node} node */
function kindOf(node) {
  return node.kind === "call" ? (node.name ?? "object") : node.kind === "none" ? "None" : node.kind;
}

/** @param {string} truth @param {string} said */
function byHowMuch(truth, said) {
  try {
    const by = BigInt(said.replaceAll("_", "")) - BigInt(truth.replaceAll("_", ""));
    const size = (by < 0n ? -by : by).toString();
    return by === 0n || size.length > 12 ? "" : `${size} too ${by > 0n ? "much" : "little"}`;
  } catch {
    return "";
  }
}

/** @param {string} truth @param {string} said */
function ofTexts(truth, said) {
  const a = [...truth];
  const b = [...said];
  const sorted = (/** @type {string[]} */ text) => [...text].sort().join("");
  if (a.length !== b.length) return lengths(truth, said, "character");
  if (sorted(a) === sorted(b)) return "the characters in another order";
  const wrong = a.flatMap((c, i) => (c === b[i] ? [] : [i]));
  if (wrong.length === 1) return `character ${wrong[0]}: ${quoted(b[wrong[0]])}, not ${quoted(a[wrong[0]])}`;
  return `${count(wrong.length, "character")} wrong`;
}

/** @param {string} c */
const quoted = (c) => JSON.stringify(c);

/** @param {{length: number}} truth @param {{length: number}} said @param {string} unit */
function lengths(truth, said, unit) {
  const by = said.length - truth.length;
  const how = by > 0 ? "too many" : "missing";
  if (Math.abs(by) === 1) return `one ${unit} ${how}`;
  return by === 0 ? "" : `${count(Math.abs(by), unit)} ${how}`;
}

/** @param {Node} a @param {Node} b */
function ofSequences(a, b) {
  const truth = (a.items ?? []).map((item) => item.node.text);
  const said = (b.items ?? []).map((item) => item.node.text);
  if (itemsOf(a) === null || itemsOf(b) === null) return "";
  if (truth.length !== said.length) return lengths(truth, said, "element");
  if ([...truth].sort().join("\n") === [...said].sort().join("\n")) return "the elements in another order";
  const wrong = truth.flatMap((text, i) => (text === said[i] ? [] : [i]));
  if (wrong.length !== 1) return `${count(wrong.length, "element")} wrong`;
  const at = a.items?.[wrong[0]].label ?? `element ${wrong[0]}`;
  return `${at}: ${brief(said[wrong[0]], 16)}, not ${brief(truth[wrong[0]], 16)}`;
}

/** @param {Node} a @param {Node} b */
function ofSets(a, b) {
  const truth = new Set((a.items ?? []).map((item) => item.node.text));
  const said = new Set((b.items ?? []).map((item) => item.node.text));
  return [
    listed(
      "missing",
      [...truth].filter((x) => !said.has(x)),
    ),
    listed(
      "too many",
      [...said].filter((x) => !truth.has(x)),
    ),
  ]
    .filter(Boolean)
    .join(", ");
}

/** @param {Node} a @param {Node} b */
function ofDicts(a, b) {
  const pairs = (/** @type {Node} */ node) =>
    new Map((node.items ?? []).map((item) => [item.key?.text ?? item.node.text, item.node.text]));
  const [truth, said] = [pairs(a), pairs(b)];
  const missing = [...truth.keys()].filter((key) => !said.has(key));
  const extra = [...said.keys()].filter((key) => !truth.has(key));
  const wrong = [...truth.keys()].filter((key) => said.has(key) && said.get(key) !== truth.get(key));
  const values = wrong.length ? `value${wrong.length > 1 ? "s" : ""} of ${few(wrong)} wrong` : "";
  const out = [listed("missing", missing, "key "), listed("too many", extra, "key "), values].filter(Boolean);
  return out.length ? out.join(", ") : "the keys in another order";
}

/** @param {string} what @param {string[]} items @param {string} [noun] */
function listed(what, items, noun = "") {
  return items.length ? `${noun}${few(items)} ${what}` : "";
}

/** @param {string[]} items */
function few(items) {
  const shown = items.slice(0, 2).map((text) => brief(text, 18));
  return items.length > 2 ? `${shown.join(", ")} and ${items.length - 2} more` : shown.join(" and ");
}
