// @ts-check
/** Links from a run to other pages, filled into the patterns that Python made. */

/** @typedef {import("./types.js").Data} Data */

/** @param {string} pattern with `{id}` in it @param {string} id */
function to(pattern, id) {
  return new URL(pattern.replace("{id}", encodeURIComponent(id)), document.baseURI);
}

/** Another run, at a turn. @param {Data} data @param {string} id @param {number|null} [turn] */
export function runLink(data, id, turn = null) {
  const url = to(data.page, id);
  if (turn !== null) url.searchParams.set("turn", String(turn));
  return url.href;
}

/** This run beside another. @param {Data} data @param {string} id @param {number|null} [turn] */
export function besideLink(data, id, turn = null) {
  const url = to(data.compare, id);
  if (turn !== null) url.searchParams.set("turn", String(turn));
  return url.href;
}

/** A trace, at a step. @param {Data} data @param {string} id @param {number|null|undefined} step */
export function traceLink(data, id, step) {
  const url = to(data.trace_page, id);
  if (step !== null && step !== undefined) url.searchParams.set("step", String(step));
  return url.href;
}
