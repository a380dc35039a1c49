// @ts-check
/** The focus of two runs in an address: `turn` of the left, `other_turn` of the right, `file`. */
import { whole } from "../trajectory/url.js";

/** @typedef {import("./types.js").Place} Place @typedef {import("./pairs.js").Pairs} Pairs */

/** @param {string} search @returns {Place} */
export function readPlace(search) {
  const q = new URLSearchParams(search);
  return { turn: whole(q.get("turn")), other_turn: whole(q.get("other_turn")), file: q.get("file") || null };
}

/** The same address at another place; it names the other run too. @param {string} href @param {Place} place @param {string} other its id @returns {URL} */
export function withPlace(href, place, other) {
  const url = new URL(href);
  const q = url.searchParams;
  if (!q.has("v")) q.set("v", "1");
  if (q.get("other") !== other) {
    for (const key in place) q.delete(key);
    q.set("other", other);
  }
  for (const [key, value] of Object.entries(place)) {
    if (value === null) q.delete(key);
    else q.set(key, String(value));
  }
  return url;
}

/** @param {Pairs} pairs @param {number} row @param {string|null} file @returns {Place} */
export function placeOf(pairs, row, file) {
  const [left, right] = [pairs.turn(row, "left"), pairs.turn(row, "right")];
  return { turn: left < 0 ? null : left, other_turn: right < 0 ? null : right, file };
}

/**
 * The row that a link means, and what is wrong with it.
 * @param {Place} place @param {Pairs} pairs
 * @returns {{row: number, problem: string}}
 */
export function reach({ turn, other_turn: other }, pairs) {
  const which = turn === null && other !== null ? "right" : "left";
  const asked = which === "left" ? turn : other;
  if (asked === null) return { row: pairs.first ?? 0, problem: "" };
  const { n } = pairs.runs[which];
  if (Number.isInteger(asked) && asked < n) return { row: pairs.rows[which][asked], problem: "" };
  const what = Number.isInteger(asked) ? `turn ${asked.toLocaleString("en")}` : "a turn that is no number";
  const last = `turns 0 to ${(n - 1).toLocaleString("en")}`;
  return {
    row: 0,
    problem: `The link asks for ${what} of the ${which} run, which has ${last}. Shown is the beginning.`,
  };
}
