// @ts-check
/**
 * A tolerant parser of Python reprs: what it cannot read stays `raw` text, so it never fails.
 *
 * @typedef {object} Node
 * @property {"int"|"float"|"str"|"bytes"|"bool"|"none"|"list"|"tuple"|"set"|"dict"|"call"|"raw"} kind
 * @property {string} text the repr itself
 * @property {string} [value] of str and bytes: the decoded text
 * @property {string} [name] of a call such as `deque([1])` or an object such as `<Point #1 x=2>`
 * @property {Item[]} [items]
 * @typedef {{key: Node|null, label: string|null, node: Node}} Item `key` of a dict, `label` of a keyword argument
 */

const NUMBER = /[-+]?(?:0[xob][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][-+]?\d+)?j?|inf|nan)(?![\w.])/y;
const WORD = /[A-Za-z_][\w.]*/y;
const QUOTED = /(?:[rbuRBU]{0,2})(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")/sy;
const FIELD = /[,\s]+([A-Za-z_]\w*)=/y;
const CLOSER = { "[": "]", "(": ")", "{": "}", "<": ">" };
const DEEPEST = 60;
/** @type {Record<string, string>} */
const ESCAPES = { n: "\n", t: "\t", r: "\r", 0: "\0", a: "\x07", b: "\b", f: "\f", v: "\v", "\n": "" };

/** @param {string} body */
function unescape(body) {
  return body.replace(/\\(x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[^])/gi, (_, e) => {
    if (e.length === 1) return ESCAPES[e] ?? e;
    const code = parseInt(e.slice(1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  });
}

class Parser {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  /** @param {RegExp} pattern sticky */
  match(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at += found[0].length;
    return found;
  }

  space() {
    while (this.at < this.text.length && this.text.charCodeAt(this.at) <= 32) this.at++;
  }

  /** @param {string} stops characters that end a raw text @returns {Node} */
  node(stops) {
    this.space();
    const start = this.at;
    if (this.depth < DEEPEST) {
      this.depth++;
      const node = this.known(start);
      this.depth--;
      const after = this.at;
      this.space();
      if (
        node &&
        (this.at >= this.text.length || stops.includes(this.text[this.at]) || (stops.includes(" ") && this.at > after))
      )
        return node;
    }
    this.at = start;
    this.skip(stops);
    return { kind: "raw", text: this.text.slice(start, this.at).trimEnd() };
  }

  /** @param {number} start @returns {Node|null} */
  known(start) {
    const c = this.text[start];
    if (c === "[") return this.sequence("list", start);
    if (c === "(") return this.sequence("tuple", start);
    if (c === "{") return this.braces(start);
    if (c === "<") return this.angle(start);
    if (this.match(QUOTED)) return this.quoted(start);
    const number = this.match(NUMBER)?.[0];
    if (number) return { kind: /^[-+]?(0[xob][\da-f_]+|[\d_]+)$/i.test(number) ? "int" : "float", text: number };
    const word = this.match(WORD)?.[0];
    if (!word) return null;
    if (this.text[this.at] === "(") return { ...this.sequence("call", start), name: word };
    if (word === "None") return { kind: "none", text: word };
    if (word === "True" || word === "False") return { kind: "bool", text: word };
    return { kind: "raw", text: word };
  }

  /** @param {number} start @returns {Node} */
  quoted(start) {
    const text = this.text.slice(start, this.at);
    const quote = text.search(/['"]/);
    const value = unescape(text.slice(quote + 1, -1));
    return { kind: /b/i.test(text.slice(0, quote)) ? "bytes" : "str", text, value };
  }

  /** @param {"list"|"tuple"|"call"} kind @param {number} start @returns {Node} */
  sequence(kind, start) {
    const close = kind === "list" ? "]" : ")";
    this.at++;
    /** @type {Item[]} */
    const items = [];
    for (this.space(); this.at < this.text.length && this.text[this.at] !== close; this.space()) {
      const label = kind === "call" ? this.label() : null;
      items.push({ key: null, label, node: this.node("," + close) });
      if (this.text[this.at] === ",") this.at++;
      else if (this.text[this.at] !== close) this.skip("," + close);
    }
    this.at++;
    return { kind, text: this.text.slice(start, this.at), items };
  }

  label() {
    const found = this.match(/([A-Za-z_]\w*)=(?!=)/y);
    return found ? found[1] : null;
  }

  /** @param {number} start @returns {Node} */
  braces(start) {
    this.at++;
    /** @type {Item[]} */
    const items = [];
    let dict = false;
    for (this.space(); this.at < this.text.length && this.text[this.at] !== "}"; this.space()) {
      const first = this.node(":,}");
      if (this.text[this.at] === ":") {
        dict = true;
        this.at++;
        items.push({ key: first, label: null, node: this.node(",}") });
      } else items.push({ key: null, label: null, node: first });
      if (this.text[this.at] === ",") this.at++;
    }
    this.at++;
    return { kind: dict || items.length === 0 ? "dict" : "set", text: this.text.slice(start, this.at), items };
  }

  /** An object such as `<Point #1 x=2 y=[3]>`. @param {number} start @returns {Node|null} */
  angle(start) {
    this.at++;
    const name = this.match(/[\w.]+(?: #\d+)?/y)?.[0];
    if (!name) return null;
    /** @type {Item[]} */
    const items = [];
    for (let field = this.match(FIELD); field; field = this.match(FIELD)) {
      items.push({ key: null, label: field[1], node: this.node(" ,>") });
      if (this.text[this.at - 1] === " ") this.at--;
    }
    this.space();
    if (this.text[this.at] !== ">") return null;
    this.at++;
    const text = this.text.slice(start, this.at);
    return items.length ? { kind: "call", text, name: `<${name}>`, items } : { kind: "raw", text };
  }

  /** Moves to the next stop outside of brackets and quotes. @param {string} stops */
  skip(stops) {
    /** @type {string[]} */
    const open = [];
    for (; this.at < this.text.length; this.at++) {
      const c = this.text[this.at];
      if (c === "'" || c === '"') {
        if (this.match(QUOTED)) this.at--;
      } else if (open.length === 0 && stops.includes(c)) return;
      else if (c in CLOSER) open.push(CLOSER[/** @type {"["} */ (c)]);
      else if (open.length && c === open[open.length - 1]) open.pop();
    }
  }
}

/** @param {string} text a repr @returns {Node} */
export function parse(text) {
  const parser = new Parser(text);
  const node = parser.node("");
  parser.space();
  return parser.at < text.length ? { kind: "raw", text } : node;
}

/** Whether a repr opens as a tree. @param {string} text */
export function isTree(text) {
  return /^(?:[[({]|<[\w.]+(?: #\d+)?[, ]+\w+=|[A-Za-z_][\w.]*\()[^)]/.test(text) && text.length > 2;
}
