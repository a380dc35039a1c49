// @ts-check
/** Click and drag along a strip of steps: a drag replaces the address as it goes, a click is a jump. */
import { setText } from "./dom.js";

/**
 * @typedef {object} Scrubbed
 * @property {() => [number, number]} span the first step of the strip, and the one after its last
 * @property {() => number} now where the user is
 * @property {(to: number, how: "silent"|"replace") => void} go
 * @property {(to: number) => string} tell a step, for the tip
 */

/** The step below the pointer. @param {MouseEvent} event @param {HTMLElement} on @param {[number, number]} span */
export function stepAt(event, on, [from, to]) {
  const box = on.getBoundingClientRect();
  const at = from + Math.floor(((event.clientX - box.left) / box.width) * (to - from));
  return Math.max(from, Math.min(to - 1, at));
}

/**
 * @param {{address: {flush: () => void}|null, loaded: boolean, commit: () => void}} app
 * @param {HTMLElement} ribbon
 * @param {HTMLElement} tip within it
 * @param {Scrubbed} scrubbed
 */
export function scrub(app, ribbon, tip, { span, now, go, tell }) {
  let down = false;
  let dragged = false;
  tip.hidden = true;

  /** @param {PointerEvent} event @param {number} step */
  const hover = (event, step) => {
    tip.hidden = false;
    setText(tip, tell(step));
    const box = ribbon.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 10, box.width - tip.offsetWidth - 6);
    tip.style.left = `${Math.max(4, left)}px`;
  };
  ribbon.addEventListener("pointerdown", (event) => {
    if (!app.loaded || event.button !== 0) return;
    app.address?.flush();
    down = true;
    dragged = false;
    ribbon.setPointerCapture(event.pointerId);
    go(stepAt(event, ribbon, span()), "silent");
    event.preventDefault();
  });
  ribbon.addEventListener("pointermove", (event) => {
    if (!app.loaded) return;
    const step = stepAt(event, ribbon, span());
    hover(event, step);
    if (!down || step === now()) return;
    dragged = true;
    go(step, "replace");
  });
  ribbon.addEventListener("pointerup", () => {
    if (down && !dragged) app.commit();
    down = false;
  });
  ribbon.addEventListener("pointercancel", () => (down = false));
  ribbon.addEventListener("pointerleave", () => (tip.hidden = true));
}
