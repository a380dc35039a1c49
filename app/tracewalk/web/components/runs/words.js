// @ts-check
/** Numbers, times and outcomes of runs as people read them. */

/** @typedef {import("./types.js").Outcome} Outcome */

/** Sign and word: colour is never the only sign. @type {Record<string, {sign: string, word: string}>} */
const OUTCOMES = {
  solved: { sign: "✓", word: "solved" },
  unsolved: { sign: "✗", word: "unsolved" },
  error: { sign: "!", word: "error" },
  unknown: { sign: "?", word: "not known" },
};

/** @param {Outcome} outcome */
export function outcomeOf(outcome) {
  return { name: outcome ?? "unknown", ...OUTCOMES[outcome ?? "unknown"] };
}

/** `982`, `12.3k`, `4.1M`. @param {number} n */
export function short(n) {
  for (const [unit, name] of /** @type {[number, string][]} */ ([
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ]))
    if (n >= unit * 0.9995) return `${n / unit < 99.95 ? (n / unit).toFixed(1) : Math.round(n / unit)}${name}`;
  return String(n);
}

/** `$0.0039`, `$0.41`, `$12.30`. @param {number} cost in US dollars @param {string|null} method */
export function dollars(cost, method = null) {
  const digits = cost === 0 ? 0 : Math.abs(cost) >= 0.1 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(Math.abs(cost))));
  return `${method === "estimated" ? "≈ " : ""}$${cost.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
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
