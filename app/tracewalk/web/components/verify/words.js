// @ts-check
/** Numbers and verdicts for people; each has a sign, colour is never the only one. */
import { h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Share} Share @typedef {import("./types.js").Asked} Asked */

/** @param {number} n */
export const digits = (n) => n.toLocaleString("en");

/** @param {number|null} rate @param {number} [places] */
export const percent = (rate, places = 0) => (rate === null ? "-" : `${(100 * rate).toFixed(places)} %`);

/** `35.9 % (32.9-39.1)`. @param {Share} share */
export function withInterval(share) {
  const interval =
    share.low === null || share.high === null
      ? ""
      : ` (${(100 * share.low).toFixed(1)}-${(100 * share.high).toFixed(1)})`;
  return `${percent(share.rate, 1)}${interval}`;
}

/** @param {boolean|null} yes @param {string} [none] */
export const sign = (yes, none = "·") => (yes === null ? none : yes ? "✓" : "✗");

/** @param {boolean|null} yes */
export const tone = (yes) => (yes === null ? "none" : yes ? "ok" : "bad");

/** Who wrote it. @param {string|null} origin */
export function whose(origin) {
  return { bench: "the problem's", model: "the author's", human: "the author's, by hand" }[origin ?? ""] ?? "nobody's";
}

/**
 * A link that the server leads to in this tab; with a key held, or the middle button, the browser opens it beside.
 * @param {string} url @param {() => void} go @param {string} cls @param {string} title @param {...import("../stepper/dom.js").Child} children
 */
export function link(url, go, cls, title, ...children) {
  const el = h("a", { class: cls, title }, ...children);
  el.href = url;
  el.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  });
  return el;
}
