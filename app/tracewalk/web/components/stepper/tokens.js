// @ts-check
/** The words of an expression, each with its place, so that an error can name it. */
import { ExpressionError } from "./values.js";

const STRING = String.raw`[rb]?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const NUMBER = String.raw`\d\w*(?:\.\d*)?(?:(?<=e)[-+]\d+)?|\.\d+`;
const OPERATOR = String.raw`\*\*|//|[<>=!]=|[-+*/%<>()[\]{},.:]`;
const TOKEN = new RegExp(String.raw`\s*(?:(${STRING})|(${NUMBER})|([A-Za-z_]\w*)|(${OPERATOR}))`, "y");
const WORDS = new Set(["and", "or", "not", "in", "is", "None", "True", "False"]);

/** @typedef {{kind: "str"|"num"|"name"|"op", text: string, at: number}} Token `at`: where it begins */

/** @param {string} why @param {number} at where in the source, from 0 @returns {ExpressionError} */
export function wrong(why, at) {
  return new ExpressionError(`${why} (character ${at + 1})`);
}

/** @param {string} source @returns {Token[]} */
export function tokens(source) {
  /** @type {Token[]} */
  const out = [];
  const end = source.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const m = TOKEN.exec(source);
    const at = from + source.slice(from).search(/\S/);
    if (!m) throw wrong(`can't read ${JSON.stringify(source.slice(at).trim().slice(0, 20))}`, at);
    if (m[1]) out.push({ kind: "str", text: m[1], at });
    else if (m[2]) out.push({ kind: "num", text: m[2], at });
    else if (m[3]) out.push({ kind: WORDS.has(m[3]) ? "op" : "name", text: m[3], at });
    else out.push({ kind: "op", text: m[4], at });
  }
  return out;
}
