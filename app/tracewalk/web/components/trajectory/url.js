// @ts-check
/** The focus of a run in an address: `turn`, `call` and `file`. */

/** @typedef {import("./types.js").Focus} Focus @typedef {import("./types.js").Wanted} Wanted */

/** @param {string|null} text @returns {number|null} NaN where it is no number */
export function whole(text) {
  return text === null || text === "" ? null : /^\d{1,10}$/.test(text) ? Number(text) : NaN;
}

/** @param {string} search @returns {Wanted} */
export function readFocus(search) {
  const q = new URLSearchParams(search);
  return { turn: whole(q.get("turn")), call: whole(q.get("call")), file: q.get("file") || null };
}

/** The same address at another focus; other parameters stay. @param {string} href @param {Focus} focus @returns {URL} */
export function withFocus(href, focus) {
  const url = new URL(href);
  const q = url.searchParams;
  if (!q.has("v")) q.set("v", "1");
  for (const [key, value] of Object.entries(focus)) {
    if (value === null) q.delete(key);
    else q.set(key, String(value));
  }
  return url;
}

/**
 * Where a link leads, and what is wrong with it.
 * @param {Wanted} wanted @param {number} n turns @param {(turn: number) => number} calls of a turn
 * @returns {{focus: Focus, problem: string}}
 */
export function reach({ turn, call, file }, n, calls) {
  const last = n - 1;
  const asked = turn ?? 0;
  const there = Number.isInteger(asked) && asked <= last;
  const at = there ? asked : Number.isInteger(asked) ? last : 0;
  const what = Number.isInteger(asked) ? `turn ${asked.toLocaleString("en")}` : "a turn that is no number";
  const shown = at === last && last > 0 ? `the last one, turn ${last.toLocaleString("en")}` : `turn ${at}`;
  const problem = there
    ? ""
    : `The link asks for ${what}, but this run has turns 0 to ${last.toLocaleString("en")}. Shown is ${shown}.`;
  const good = call === null || (Number.isInteger(call) && call < calls(at));
  return {
    focus: { turn: at, call: good ? call : null, file },
    problem:
      problem || (good ? "" : `The link asks for a call that turn ${at} does not have. Shown is the whole turn.`),
  };
}
