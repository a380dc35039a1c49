// @ts-check
/**
 * Expressions over the names of a frame, such as `i > 3 and len(xs) == 2`, compiled to closures. Nothing is ever
 * handed to JavaScript's own evaluation; a name is only what the trace recorded.
 */
import { FUNCTIONS, METHODS, arithmetic, attribute, index, relation, slice } from "./operators.js";
import { parse } from "./literal.js";
import { tokens, wrong } from "./tokens.js";
import { Dict, Seq, fromNode, truth } from "./values.js";

/** @typedef {import("./values.js").Value} Value @typedef {import("./tokens.js").Token} Token */
/** @typedef {{get: (name: string) => Value, prev: (name: string) => Value}} Names values now, and before their last change */
/** @typedef {(names: Names) => Value} Run */
/** @typedef {{source: string, names: string[], run: Run}} Expression */

const RELATIONS = new Set(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]);

class Compiler {
  /** @param {string} source */
  constructor(source) {
    this.tokens = tokens(source);
    this.end = source.trimEnd().length;
    this.at = 0;
    /** @type {Set<string>} */
    this.names = new Set();
    /** Operands that are None, True or False as written: with them `is` can be answered. @type {Set<Run>} */
    this.singletons = new Set();
  }

  peek(ahead = 0) {
    const t = this.tokens[this.at + ahead];
    return t?.kind === "op" ? t.text : "";
  }

  /** @param {string} op */
  take(op) {
    if (this.peek() !== op) return false;
    this.at++;
    return true;
  }

  /** @param {string} op */
  expect(op) {
    const next = this.tokens[this.at];
    if (!this.take(op)) throw this.wrong(`expected ${op} ${next ? `before ${next.text}` : "at the end"}`, next);
  }

  /** @param {string} why @param {Token} [token] by default the end @returns {import("./values.js").ExpressionError} */
  wrong(why, token) {
    return wrong(why, token?.at ?? this.end);
  }

  /** @returns {Run} */
  or() {
    let left = this.and();
    while (this.take("or"))
      left = ((a, b) => (n) => {
        const v = a(n);
        return truth(v) ? v : b(n);
      })(left, this.and());
    return left;
  }

  /** @returns {Run} */
  and() {
    let left = this.not();
    while (this.take("and"))
      left = ((a, b) => (n) => {
        const v = a(n);
        return truth(v) ? b(n) : v;
      })(left, this.not());
    return left;
  }

  /** @returns {Run} */
  not() {
    if (!this.take("not")) return this.comparison();
    const inner = this.not();
    return (n) => !truth(inner(n));
  }

  relation() {
    const [a, b] = [this.peek(), this.peek(1)];
    const op = a === "not" && b === "in" ? "not in" : a === "is" && b === "not" ? "is not" : a;
    if (!RELATIONS.has(op)) return null;
    this.at += op.includes(" ") ? 2 : 1;
    return op;
  }

  /** A chain such as `0 <= i < n`. @returns {Run} */
  comparison() {
    const first = this.sum();
    /** @type {[string, Run][]} */
    const rest = [];
    for (let op = this.relation(), left = first; op; op = this.relation()) {
      const token = this.tokens[this.at - 1];
      const right = this.sum();
      if (op.startsWith("is") && !this.singletons.has(left) && !this.singletons.has(right))
        throw this.wrong("identity can't be known from recorded text; use == instead of is", token);
      rest.push([op, right]);
      left = right;
    }
    if (rest.length === 0) return first;
    return (n) => {
      let left = first(n);
      for (const [op, run] of rest) {
        const right = run(n);
        if (!relation(op, left, right)) return false;
        left = right;
      }
      return true;
    };
  }

  /** @param {string[]} ops @param {() => Run} next @returns {Run} */
  binary(ops, next) {
    let left = next();
    while (ops.includes(this.peek())) {
      const op = this.tokens[this.at++].text;
      left = (
        (a, b) => (n) =>
          arithmetic(op, a(n), b(n))
      )(left, next());
    }
    return left;
  }

  sum() {
    return this.binary(["+", "-"], () => this.binary(["*", "/", "//", "%"], () => this.unary()));
  }

  /** @returns {Run} */
  unary() {
    if (this.take("-"))
      return (
        (a) => (n) =>
          arithmetic("*", -1, a(n))
      )(this.unary());
    if (this.take("+")) return this.unary();
    const base = this.trailer(this.atom());
    if (!this.take("**")) return base;
    const power = this.unary();
    return (n) => arithmetic("**", base(n), power(n));
  }

  /** @param {Run} base @returns {Run} */
  trailer(base) {
    for (;;) {
      if (this.take("[")) base = this.subscript(base);
      else if (this.take(".")) base = this.member(base);
      else return base;
    }
  }

  /** @param {Run} base @returns {Run} */
  subscript(base) {
    const nothing = () => null;
    const from = this.peek() === ":" ? nothing : this.or();
    if (!this.take(":")) {
      this.expect("]");
      return (n) => index(base(n), from(n));
    }
    const to = this.peek() === "]" ? nothing : this.or();
    this.expect("]");
    return (n) => slice(base(n), from(n), to(n));
  }

  /** @param {Run} base @returns {Run} */
  member(base) {
    const token = this.tokens[this.at++];
    if (token?.kind !== "name") throw this.wrong("expected a name after .", token);
    if (!this.take("(")) return (n) => attribute(base(n), token.text);
    const args = this.list(")");
    const method = Object.hasOwn(METHODS, token.text) ? METHODS[token.text] : null;
    if (!method)
      throw this.wrong(`.${token.text}() is not known here; known: ${Object.keys(METHODS).join(", ")}`, token);
    return (n) => method(base(n), ...args.map((a) => a(n)));
  }

  /** @param {string} close @returns {Run[]} */
  list(close) {
    const out = [];
    while (this.peek() !== close) {
      out.push(this.or());
      if (!this.take(",")) break;
    }
    this.expect(close);
    return out;
  }

  /** @returns {Run} */
  atom() {
    const token = this.tokens[this.at++];
    if (!token) throw this.wrong("something is missing at the end");
    if (token.kind === "str" || token.kind === "num" || /^(None|True|False)$/.test(token.text))
      return this.literal(token);
    if (token.kind === "name") return this.take("(") ? this.call(token) : this.name(token.text);
    if (token.text === "(") return this.parenthesis();
    if (token.text === "[")
      return (
        (list) => (/** @type {Names} */ n) =>
          new Seq(
            "list",
            list.map((x) => x(n)),
          )
      )(this.list("]"));
    if (token.text === "{") return this.braces();
    throw this.wrong(`${token.text} is not expected here`, token);
  }

  /** @param {Token} token @returns {Run} */
  literal(token) {
    const node = parse(token.text);
    if (node.kind === "raw") throw this.wrong(`can't read ${token.text}`, token);
    const value = fromNode(node);
    const run = () => value;
    if (value === null || typeof value === "boolean") this.singletons.add(run);
    return run;
  }

  /** @param {string} name @returns {Run} */
  name(name) {
    this.names.add(name);
    return (n) => n.get(name);
  }

  /** @param {Token} token the function's name @returns {Run} */
  call(token) {
    const name = token.text;
    if (name === "prev") {
      const of = this.tokens[this.at++];
      if (of?.kind !== "name") throw this.wrong("prev takes a name: prev(i)", of);
      this.expect(")");
      this.names.add(of.text);
      return (n) => n.prev(of.text);
    }
    const args = this.list(")");
    const f = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : null;
    if (!f) throw this.wrong(`${name}() is not known here; known: prev, ${Object.keys(FUNCTIONS).join(", ")}`, token);
    return (n) => f(...args.map((a) => a(n)));
  }

  /** @returns {Run} */
  parenthesis() {
    if (this.take(")")) return () => new Seq("tuple", []);
    const first = this.or();
    if (this.take(")")) return first;
    this.expect(",");
    const rest = this.list(")");
    return (n) =>
      new Seq(
        "tuple",
        [first, ...rest].map((x) => x(n)),
      );
  }

  /** @returns {Run} */
  braces() {
    if (this.take("}")) return () => new Dict([]);
    const first = this.or();
    if (!this.take(":")) {
      const rest = this.take(",") ? this.list("}") : (this.expect("}"), []);
      return (n) =>
        new Seq(
          "set",
          [first, ...rest].map((x) => x(n)),
        );
    }
    /** @type {[Run, Run][]} */
    const entries = [[first, this.or()]];
    while (this.take(",") && this.peek() !== "}") {
      const key = this.or();
      this.expect(":");
      entries.push([key, this.or()]);
    }
    this.expect("}");
    return (n) => new Dict(entries.map(([k, v]) => [k(n), v(n)]));
  }
}

/** @param {string} source @returns {Expression} @throws {import("./values.js").ExpressionError} with what is wrong */
export function compile(source) {
  const compiler = new Compiler(source);
  const run = compiler.or();
  const rest = compiler.tokens[compiler.at];
  if (rest) throw compiler.wrong(`${rest.text} is not expected here`, rest);
  return { source, names: [...compiler.names], run };
}
