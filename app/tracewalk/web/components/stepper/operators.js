// @ts-check
/** What the operators, functions and methods of an expression do. */
import {
  Dict,
  ExpressionError,
  Float,
  Opaque,
  Seq,
  compare,
  equal,
  fromNode,
  integer,
  isNumber,
  plain,
  show,
  truth,
  typeName,
} from "./values.js";

/** @typedef {import("./values.js").Value} Value */

const LARGEST = 100_000;

/** @param {string} why @returns {never} */
function fail(why) {
  throw new ExpressionError(why);
}

/** @param {Value} v @returns {Value[]} */
export function items(v) {
  if (v instanceof Seq) return v.items;
  if (v instanceof Dict) return v.entries.map(([key]) => key);
  if (typeof v === "string") return [...v];
  return fail(`${typeName(v)} has no items`);
}

/** Division that rounds down, as Python's. @param {bigint} a @param {bigint} b */
function floorDivide(a, b) {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

/** @param {string} op @param {number} a @param {number} b @returns {number} */
function floatOp(op, a, b) {
  if (b === 0 && (op === "/" || op === "//" || op === "%")) return fail("division by zero");
  switch (op) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "//":
      return Math.floor(a / b);
    case "%":
      return a - b * Math.floor(a / b);
    default:
      return a ** b;
  }
}

/** @param {string} op @param {bigint} a @param {bigint} b @returns {Value} */
function intOp(op, a, b) {
  if (b === 0n && (op === "//" || op === "%")) return fail("division by zero");
  switch (op) {
    case "+":
      return integer(a + b);
    case "-":
      return integer(a - b);
    case "*":
      return integer(a * b);
    case "//":
      return integer(floorDivide(a, b));
    case "%":
      return integer(a - b * floorDivide(a, b));
    default:
      if (b < 0n) return new Float(Number(a) ** Number(b));
      return b > 10_000n ? fail(`an exponent of ${b} is too large here`) : integer(a ** b);
  }
}

/** @param {string} op @param {Value} a @param {Value} b @returns {Value} */
export function arithmetic(op, a, b) {
  if (isNumber(a) && isNumber(b)) {
    const [x, y] = [plain(a), plain(b)];
    if (op === "/" || a instanceof Float || b instanceof Float) return new Float(floatOp(op, Number(x), Number(y)));
    if (typeof x === "number" && typeof y === "number" && "+-*".includes(op)) {
      const quick = floatOp(op, x, y);
      if (Number.isSafeInteger(quick)) return quick;
    }
    return intOp(op, BigInt(x), BigInt(y));
  }
  if (op === "+" && typeof a === "string" && typeof b === "string") return a + b;
  if (op === "+" && a instanceof Seq && b instanceof Seq && a.kind === b.kind && a.kind !== "set")
    return new Seq(a.kind, [...a.items, ...b.items]);
  if (op === "-" && a instanceof Seq && b instanceof Seq && a.kind === "set")
    return new Seq(
      "set",
      a.items.filter((x) => !b.items.some((y) => equal(x, y))),
    );
  if (op === "*" && typeof b === "number") return repeat(a, b);
  if (op === "*" && typeof a === "number") return repeat(b, a);
  return fail(`can't compute ${typeName(a)} ${op} ${typeName(b)}`);
}

/** @param {Value} v @param {number} times @returns {Value} */
function repeat(v, times) {
  const size =
    typeof v === "string"
      ? v.length
      : v instanceof Seq && v.kind !== "set"
        ? v.items.length
        : fail(`can't repeat ${typeName(v)}`);
  const n = Math.max(0, times);
  if (size * n > LARGEST) return fail("the result would be too long");
  return typeof v === "string"
    ? v.repeat(n)
    : new Seq(/** @type {Seq} */ (v).kind, Array.from({ length: n }, () => /** @type {Seq} */ (v).items).flat());
}

/** @param {string} op @param {Value} a @param {Value} b @returns {boolean} */
export function relation(op, a, b) {
  switch (op) {
    case "==":
      return equal(a, b);
    case "!=":
      return !equal(a, b);
    case "is":
      return typeName(a) === typeName(b) && equal(a, b);
    case "is not":
      return !relation("is", a, b);
    case "in":
      return typeof b === "string" ? typeof a === "string" && b.includes(a) : items(b).some((x) => equal(a, x));
    case "not in":
      return !relation("in", a, b);
    case "<":
      return compare(a, b) < 0;
    case "<=":
      return compare(a, b) <= 0;
    case ">":
      return compare(a, b) > 0;
    default:
      return compare(a, b) >= 0;
  }
}

/** @param {Value} v @param {Value} key @returns {Value} */
export function index(v, key) {
  if (v instanceof Dict) return v.entries.find(([k]) => equal(k, key))?.[1] ?? fail(`no key ${show(key)}`);
  const list = items(v);
  if (typeof key !== "number" || (v instanceof Seq && v.kind === "set"))
    return fail(`can't index ${typeName(v)} by ${typeName(key)}`);
  const at = key < 0 ? key + list.length : key;
  return at >= 0 && at < list.length ? list[at] : fail(`index ${key} is out of range: ${list.length} items`);
}

/** @param {Value} v @param {Value} from @param {Value} to @returns {Value} */
export function slice(v, from, to) {
  const list = items(v).slice(from === null ? 0 : Number(from), to === null ? undefined : Number(to));
  return typeof v === "string" ? list.join("") : new Seq(v instanceof Seq ? v.kind : "list", list);
}

/** @param {Value} v @param {string} name @returns {Value} */
export function attribute(v, name) {
  const node = v instanceof Opaque ? v.fields.get(name) : undefined;
  return node ? fromNode(node) : fail(`its repr shows no field .${name}`);
}

/** @param {Value[]} args @param {1|-1} sign */
function extreme(args, sign) {
  const list = args.length === 1 ? items(args[0]) : args;
  return list.length
    ? list.reduce((best, x) => (compare(x, best) * sign > 0 ? x : best))
    : fail("min or max of nothing");
}

/** @type {Record<string, (...args: Value[]) => Value>} */
export const FUNCTIONS = {
  len: (v) => items(v).length,
  abs: (v) => {
    if (v instanceof Float) return new Float(Math.abs(v.value));
    return isNumber(v) ? arithmetic("*", v, relation("<", v, 0) ? -1 : 1) : fail(`abs of ${typeName(v)}`);
  },
  min: (...args) => extreme(args, -1),
  max: (...args) => extreme(args, 1),
  sum: (v) => items(v).reduce((a, b) => arithmetic("+", a, b), 0),
  sorted: (v) => new Seq("list", [...items(v)].sort(compare)),
  reversed: (v) => new Seq("list", [...items(v)].reverse()),
  any: (v) => items(v).some(truth),
  all: (v) => items(v).every(truth),
  bool: (v) => truth(v),
  str: (v) => (typeof v === "string" ? v : show(v)),
  repr: (v) => show(v),
  int: (v) =>
    isNumber(v)
      ? integer(BigInt(Math.trunc(Number(plain(v)))))
      : /^\s*[-+]?\d+\s*$/.test(String(v))
        ? integer(BigInt(String(v).trim()))
        : fail(`int of ${show(v)}`),
  float: (v) => new Float(isNumber(v) ? Number(plain(v)) : Number(v)),
  list: (v) => new Seq("list", items(v)),
  tuple: (v) => new Seq("tuple", items(v)),
  set: (v) =>
    new Seq(
      "set",
      items(v).filter((x, i, all) => all.findIndex((y) => equal(x, y)) === i),
    ),
  type: (v) => typeName(v),
};

/** @type {Record<string, (self: Value, ...args: Value[]) => Value>} */
export const METHODS = {
  startswith: (s, x) => String(s).startsWith(String(x)),
  endswith: (s, x) => String(s).endsWith(String(x)),
  upper: (s) => String(s).toUpperCase(),
  lower: (s) => String(s).toLowerCase(),
  strip: (s) => String(s).trim(),
  isdigit: (s) => /^\d+$/.test(String(s)),
  isalpha: (s) => /^\p{L}+$/u.test(String(s)),
  count: (v, x) => (typeof v === "string" ? v.split(String(x)).length - 1 : items(v).filter((y) => equal(x, y)).length),
  index: (v, x) => items(v).findIndex((y) => equal(x, y)),
  get: (v, key, other = null) =>
    v instanceof Dict ? (v.entries.find(([k]) => equal(k, key))?.[1] ?? other) : fail("get of no dict"),
  keys: (v) => new Seq("list", items(v)),
  values: (v) => new Seq("list", v instanceof Dict ? v.entries.map(([, x]) => x) : fail("values of no dict")),
};
