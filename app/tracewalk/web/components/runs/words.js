// @ts-check
/** Numbers, times and outcomes of runs as people read them. */

import { OUTCOMES } from "../trajectory/words.js";

/** @typedef {import("./types.js").Outcome} Outcome */

/** Sign and word: colour is never the only sign. @param {Outcome} outcome */
export function outcomeOf(outcome) {
  const [sign, word] = OUTCOMES[outcome ?? ""] ?? ["?", "not known"];
  return { name: outcome ?? "unknown", sign, word };
}

/** `0.6 s`, `41 s`, `4 min`, `2 h 05`. @param {number} seconds */
export function lasting(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 119.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 100 ? `${hours} h ${String(minutes % 60).padStart(2, "0")}` : `${Math.round(hours / 24)} days`;
}

/** `2025-02-11 20:17`. @param {string} at ISO 8601, in UTC */
export function moment(at) {
  return at.slice(0, 16).replace("T", " ");
}

/** A text and where it holds another one, upper and lower case alike. @param {string} text @param {string|null} looked @returns {[string, string, string]} before, it, after */
export function around(text, looked) {
  const at = looked ? text.toLowerCase().indexOf(looked.toLowerCase()) : -1;
  if (at < 0 || !looked) return [text, "", ""];
  return [text.slice(0, at), text.slice(at, at + looked.length), text.slice(at + looked.length)];
}
