// @ts-check
/** Numbers and names of a run, for people. */

const ENGLISH = new Intl.NumberFormat("en"); // made once: a new one each time costs more than all else of a step

/** @param {number} n */
export const digits = (n) => ENGLISH.format(n);

/** @param {number} dollars */
export function money(dollars) {
  if (dollars === 0) return "$0";
  return dollars < 0.01 ? `$${dollars.toPrecision(2)}` : `$${dollars.toFixed(dollars < 10 ? 3 : 2)}`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds > 0 && seconds < 0.1) return "< 0.1 s";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 6_000) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** @param {number} n tokens or characters, shortly */
export function short(n) {
  if (n < 10_000) return digits(n);
  if (n < 1_000_000) return `${(n / 1000).toFixed(n < 100_000 ? 1 : 0)}k`;
  return `${(n / 1_000_000).toFixed(1)}M`;
}

/** @param {string} path @returns {[string, string]} its folder with the slash, and its name */
export function split(path) {
  const at = path.lastIndexOf("/", path.length - 2) + 1;
  return [path.slice(0, at), path.slice(at)];
}

/** How sure a value is; empty where the log itself says it. @param {string|null} method */
export function surety(method) {
  return method === "estimated" ? "by a rule of thumb" : method === "derived" ? "worked out" : "";
}

/** @type {Record<string, [string, string]>} sign and word of each outcome */
export const OUTCOMES = { solved: ["✓", "solved"], unsolved: ["✕", "unsolved"], error: ["!", "error"] };

/** @param {string|null} outcome */
export function outcomeText(outcome) {
  const [sign, word] = OUTCOMES[outcome ?? ""] ?? ["?", "not judged"];
  return `${sign} ${word}`;
}

/** @param {import("./run.js").Tests} tests */
export function testsText({ passed, failed, skipped }) {
  const parts = [
    failed > 0 && `✕ ${digits(failed)} failed`,
    (passed > 0 || failed === 0) && `✓ ${digits(passed)} passed`,
  ];
  return [...parts, skipped > 0 && `${digits(skipped)} skipped`].filter(Boolean).join(", ");
}
