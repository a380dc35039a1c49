// @ts-check
/** Light or dark, by the luminance of what lies behind the component. */

/** @param {string} color as computed: `rgb(…)`, or a hex from a variable @returns {number[]|null} r, g, b, alpha */
function channels(color) {
  const hex =
    /^#([\da-f]{6})$/i.exec(color.trim())?.[1] ?? /^#([\da-f]{3})$/i.exec(color.trim())?.[1].replace(/./g, "$&$&");
  if (hex) return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)).concat(1);
  const parts = /^rgba?\(([^)]+)\)/
    .exec(color.trim())?.[1]
    .split(/[\s,/]+/)
    .map(Number);
  return parts && parts.length >= 3 ? [parts[0], parts[1], parts[2], parts[3] ?? 1] : null;
}

/** @param {HTMLElement} el @returns {"light"|"dark"} */
export function themeOf(el) {
  /** @type {Node|null} */
  let at = el.parentNode;
  let found = channels(getComputedStyle(el).getPropertyValue("--st-background-color"));
  for (; at && !found; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    const seen = at instanceof Element ? channels(getComputedStyle(at).backgroundColor) : null;
    if (seen && seen[3] > 0) found = seen;
  }
  const [r, g, b] = found ?? [255, 255, 255];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b < 128 ? "dark" : "light";
}
