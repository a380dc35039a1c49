// @ts-check
/** Python values as far as an expression needs them: read from reprs, compared and shown as Python would. */
import { parse } from "./literal.js";

/** @typedef {null|boolean|number|bigint|string|Float|Seq|Dict|Opaque} Value ints are numbers, or bigint where they are large */
/** @typedef {import("./literal.js").Node} Node */

/** What an expression can't do; the message is shown to people. */
export class ExpressionError extends Error {}

export class Float {
  /** @param {number} value */
  constructor(value) {
    this.value = value;
  }
}

export class Seq {
  /** @param {"list"|"tuple"|"set"|"bytes"} kind @param {Value[]} items */
  constructor(kind, items) {
    this.kind = kind;
    this.items = items;
  }
}

export class Dict {
  /** @param {[Value, Value][]} entries */
  constructor(entries) {
    this.entries = entries;
  }
}

/** A value that is only known by its repr, with the fields that the repr shows. */
export class Opaque {
  /** @param {string} text @param {Map<string, Node>} [fields] */
  constructor(text, fields = new Map()) {
    this.text = text;
    this.fields = fields;
  }
}

const LONGEST = 200_000;
/** @type {Record<string, string>} */
const ESCAPES = { "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" };

/** @param {string} repr @returns {Value} */
export function fromRepr(repr) {
  if (repr.length > LONGEST)
    throw new ExpressionError(`a value of ${repr.length.toLocaleString("en")} characters is too long to evaluate`);
  return fromNode(parse(repr));
}

/** @param {Node} node @returns {Value} */
export function fromNode(node) {
  const items = () => (node.items ?? []).map((item) => fromNode(item.node));
  switch (node.kind) {
    case "none":
      return null;
    case "bool":
      return node.text === "True";
    case "int":
      return integer(BigInt(node.text.replace(/[_+]/g, "").replace("-", "")) * (node.text[0] === "-" ? -1n : 1n));
    case "float":
      return node.text.endsWith("j")
        ? new Opaque(node.text)
        : new Float(Number(node.text.replace("inf", "Infinity").replace("nan", "NaN")));
    case "str":
      return node.value ?? "";
    case "bytes":
      return new Seq(
        "bytes",
        [...(node.value ?? "")].map((c) => c.charCodeAt(0)),
      );
    case "list":
    case "tuple":
    case "set":
      return new Seq(node.kind, items());
    case "dict":
      return new Dict(
        (node.items ?? []).map(({ key, node: value }) => [key ? fromNode(key) : elided(value.text), fromNode(value)]),
      );
    case "call":
      return fromCall(node);
    default:
      return elided(node.text);
  }
}

/** @param {Node} node @returns {Value} */
function fromCall(node) {
  const items = node.items ?? [];
  const inner = items.length === 1 && items[0].label === null ? items[0].node : null;
  if (["set", "frozenset", "deque", "list"].includes(node.name ?? "") && (inner?.items || items.length === 0)) {
    return new Seq(
      node.name === "deque" || node.name === "list" ? "list" : "set",
      (inner?.items ?? []).map((item) => fromNode(item.node)),
    );
  }
  if (["Counter", "OrderedDict", "dict"].includes(node.name ?? "") && inner?.kind === "dict") return fromNode(inner);
  return new Opaque(node.text, new Map(items.flatMap((item) => (item.label ? [[item.label, item.node]] : []))));
}

/** @param {string} text @returns {Opaque} */
function elided(text) {
  if (text.startsWith("...") || text.startsWith("…"))
    throw new ExpressionError("the value is cut: its end was not recorded");
  return new Opaque(text);
}

/** @param {bigint} big @returns {number|bigint} */
export function integer(big) {
  const n = Number(big);
  return Number.isSafeInteger(n) ? n : big;
}

/** @param {Value} v @returns {v is number|bigint|boolean|Float} */
export function isNumber(v) {
  return typeof v === "number" || typeof v === "bigint" || typeof v === "boolean" || v instanceof Float;
}

/** @param {number|bigint|boolean|Float} v @returns {number|bigint} */
export function plain(v) {
  return v instanceof Float ? v.value : typeof v === "boolean" ? Number(v) : v;
}

/** @param {Value} v @returns {string} */
export function typeName(v) {
  if (v === null) return "NoneType";
  if (v instanceof Float) return "float";
  if (v instanceof Seq) return v.kind;
  if (v instanceof Dict) return "dict";
  if (v instanceof Opaque) return /^<?([\w.]+)/.exec(v.text)?.[1] ?? "object";
  return typeof v === "string" ? "str" : typeof v === "boolean" ? "bool" : "int";
}

/** @param {Value} v */
export function truth(v) {
  if (v === null) return false;
  if (v instanceof Float) return v.value !== 0;
  if (v instanceof Seq) return v.items.length > 0;
  if (v instanceof Dict) return v.entries.length > 0;
  return v instanceof Opaque ? true : Boolean(v);
}

/** @param {Value} a @param {Value} b @returns {boolean} */
export function equal(a, b) {
  if (isNumber(a) && isNumber(b)) return plain(a) == plain(b);
  if (a instanceof Seq && b instanceof Seq) {
    if (a.kind !== b.kind || a.items.length !== b.items.length) return false;
    if (a.kind === "set") return a.items.every((x) => b.items.some((y) => equal(x, y)));
    return a.items.every((x, i) => equal(x, b.items[i]));
  }
  if (a instanceof Dict && b instanceof Dict) {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(([k, v]) => b.entries.some(([l, w]) => equal(k, l) && equal(v, w)))
    );
  }
  if (a instanceof Opaque && b instanceof Opaque) return a.text === b.text;
  return a === b;
}

/** Below 0, 0 or above 0; NaN where neither holds. @param {Value} a @param {Value} b @returns {number} */
export function compare(a, b) {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [plain(a), plain(b)];
    // eslint-disable-next-line eqeqeq
    return x < y ? -1 : x > y ? 1 : x == y ? 0 : NaN;
  }
  if (typeof a === "string" && typeof b === "string")
    return compareSequences([...a], [...b], (x, y) => (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0));
  if (a instanceof Seq && b instanceof Seq && a.kind === b.kind && a.kind !== "set")
    return compareSequences(a.items, b.items, compare);
  throw new ExpressionError(`can't order ${typeName(a)} and ${typeName(b)}`);
}

/** @template T @param {T[]} a @param {T[]} b @param {(x: T, y: T) => number} by */
function compareSequences(a, b, by) {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = by(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** @param {string} s @param {RegExp} [special] what is escaped */

function quote(s, special = /[\\\x00-\x1f\x7f-\xa0\xad]/g) {
  const mark = s.includes("'") && !s.includes('"') ? '"' : "'";
  const body = s.replace(special, (c) => ESCAPES[c] ?? `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
}

/** @param {number} x */
function showFloat(x) {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0.0";
  const size = Math.abs(x);
  const text = size !== 0 && (size >= 1e16 || size < 1e-4) ? x.toExponential() : String(x);
  const python = text.replace(/e([+-])(\d)$/, "e$10$2");
  return /[.e]/.test(python) ? python : `${python}.0`;
}

/** The repr. @param {Value} v @returns {string} */
export function show(v) {
  if (v === null) return "None";
  if (typeof v === "boolean") return v ? "True" : "False";
  if (typeof v === "string") return quote(v);
  if (v instanceof Float) return showFloat(v.value);
  if (v instanceof Opaque) return v.text;
  if (v instanceof Dict) return `{${v.entries.map(([k, x]) => `${show(k)}: ${show(x)}`).join(", ")}}`;
  if (!(v instanceof Seq)) return String(v);
  if (v.kind === "bytes")
    return `b${quote(v.items.map((x) => String.fromCharCode(Number(x))).join(""), /[\\\x00-\x1f\x7f-\xff]/g)}`;
  const body = v.items.map(show).join(", ");
  if (v.kind === "list") return `[${body}]`;
  if (v.kind === "set") return v.items.length ? `{${body}}` : "set()";
  return v.items.length === 1 ? `(${body},)` : `(${body})`;
}
