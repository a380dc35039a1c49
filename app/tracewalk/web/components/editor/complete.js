// @ts-check
/** What can be written at a place of a query: tables, columns, macros, functions, parameters, key words. */
import { KEYWORDS, tokens } from "./sql.js";

/** @typedef {import("./types.js").Word} Word */
/** @typedef {{from: number, to: number, words: Word[]}} Offer the words, best first, and what they take the place of */

const MOST = 40;

/** @type {Word[]} */
const KEYWORD_WORDS = [...KEYWORDS].map((text) => ({ text, kind: "keyword", about: "" }));

/**
 * @param {string} text
 * @param {number} at where the caret is
 * @param {Word[]} words what there is in this lake
 * @param {boolean} asked by a key: also where nothing is typed yet
 * @returns {Offer|null}
 */
export function offer(text, at, words, asked) {
  const inside = tokens(text).find((token) => token.start < at && at <= token.end);
  if (inside && ["comment", "string", "number"].includes(inside.kind)) return null;
  const typed = /(\$?)([\p{L}\p{N}_]*)$/u.exec(text.slice(0, at));
  const prefix = typed ? typed[2] : "";
  const dollar = typed?.[1] === "$";
  const from = at - prefix.length - (dollar ? 1 : 0);
  const qualifier = dollar ? null : /([\p{L}_][\p{L}\p{N}_]*)\.$/u.exec(text.slice(0, from));
  if (!asked && !dollar && !qualifier && prefix.length < 2) return null;
  const to = at + (/^[\p{L}\p{N}_]*/u.exec(text.slice(at))?.[0].length ?? 0);
  const found = dollar ? parametersOf(text, from) : qualifier ? columnsOf(text, qualifier[1], words) : all(text, from, words);
  const fits = rank(found, dollar ? `$${prefix}` : prefix, upperStyle(text)).slice(0, MOST);
  const complete = fits.length > 0 && fits[0].text.toLowerCase() === text.slice(from, to).toLowerCase();
  return fits.length && !(complete && !asked) ? { from, to, words: fits } : null;
}

/** @param {string} text @param {number} except where the one being written begins @returns {Word[]} */
function parametersOf(text, except) {
  const used = tokens(text).filter((token) => token.kind === "parameter" && token.start !== except);
  const names = [...new Set(used.map((token) => text.slice(token.start, token.end)))];
  return names.map((name) => ({ text: name, kind: "parameter", about: "a parameter of this query" }));
}

/** @param {string} text @param {string} name a table, or what the query calls one @param {Word[]} words @returns {Word[]} */
function columnsOf(text, name, words) {
  const table = tablesIn(text).get(name.toLowerCase()) ?? name.toLowerCase();
  const own = words.filter((word) => word.kind === "column" && word.of === table);
  return own.length ? own : distinct(words.filter((word) => word.kind === "column"));
}

/** @param {string} text @param {number} from @param {Word[]} words @returns {Word[]} */
function all(text, from, words) {
  const before = text.slice(0, from);
  const readable = words.filter((word) => word.kind === "table");
  if (/\b(from|join|describe|summarize)\s+$/i.test(before))
    return [...named(text), ...readable, ...words.filter((word) => word.kind === "macro")];
  const used = new Set(tablesIn(text).values());
  const near = words.filter((word) => word.kind === "column" && used.has(word.of ?? ""));
  const columns = distinct(near.length ? near : words.filter((word) => word.kind === "column"));
  return [...columns, ...named(text), ...words.filter((word) => word.kind !== "column"), ...KEYWORD_WORDS];
}

/** What the query itself names by WITH. @param {string} text @returns {Word[]} */
function named(text) {
  const found = [...text.matchAll(/\b([\p{L}_][\p{L}\p{N}_]*)\s+AS\s+(?:NOT\s+)?(?:MATERIALIZED\s+)?\(/giu)];
  return found.map((match) => ({ text: match[1], kind: "table", about: "of this query" }));
}

/** The tables that a query reads, by the names it gives them. @param {string} text @returns {Map<string, string>} */
export function tablesIn(text) {
  const found = new Map();
  const reads = /(?:\bfrom\b|\bjoin\b|,)\s*([\p{L}_][\p{L}\p{N}_]*)(?:\s+(?:as\s+)?([\p{L}_][\p{L}\p{N}_]*))?/giu;
  for (const [, table, alias] of text.matchAll(reads)) {
    found.set(table.toLowerCase(), table.toLowerCase());
    if (alias && !KEYWORDS.has(alias.toUpperCase())) found.set(alias.toLowerCase(), table.toLowerCase());
  }
  return found;
}

/** One for each text. @param {Word[]} words @returns {Word[]} */
function distinct(words) {
  return [...new Map(words.map((word) => [word.text, word])).values()];
}

/** Whether the query is written in capitals. @param {string} text */
function upperStyle(text) {
  const first = tokens(text).find((token) => token.kind === "keyword");
  return !first || /[A-Z]/.test(text.slice(first.start, first.end));
}

/**
 * Those that begin with what is typed, then those that hold it.
 * @param {Word[]} words @param {string} prefix @param {boolean} upper
 */
function rank(words, prefix, upper) {
  const lower = prefix.toLowerCase();
  const begin = words.filter((word) => word.text.toLowerCase().startsWith(lower));
  const hold = words.filter((word) => word.kind !== "keyword" && word.text.toLowerCase().indexOf(lower) > 0);
  return [...begin, ...(lower.length < 2 ? [] : hold)].map((word) =>
    word.kind === "keyword" && !upper ? { ...word, text: word.text.toLowerCase() } : word,
  );
}
