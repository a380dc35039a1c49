// @ts-check
/** One small drawing a kind of turn: the shape tells it, the colour only helps. */

const SVG = "http://www.w3.org/2000/svg";

/** Paths in a box of 16. @type {Record<string, string>} */
const SHAPES = {
  prompt: "M8 8a2.6 2.6 0 1 0 0-5.2A2.6 2.6 0 0 0 8 8zM2.8 13.6c.5-2.6 2.5-4 5.2-4s4.700 1.400 5.200 4",
  say: "M2.500 3h11v7.500h-6L4.500 13v-2.500h-2z",
  think: "M8 2.200a4 4 0 0 0-2.300 7.300v1.700h4.600V9.500A4 4 0 0 0 8 2.200zM6.200 13.600h3.600",
  read: "M1.500 8S4 3.800 8 3.800 14.500 8 14.500 8 12 12.200 8 12.200 1.500 8 1.500 8zM8 9.800a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600z",
  search: "M7 11.200a4.200 4.200 0 1 0 0-8.400 4.200 4.200 0 0 0 0 8.400zM10.200 10.200l3.800 3.800",
  edit: "M3 13l.6-2.800L11 2.800l2.200 2.200-7.400 7.400zM9.600 4.200l2.200 2.200",
  run: "M2.500 4l4 4-4 4M8 12.500h5.500",
  test: "M6 2.500h4M7 2.500v4L3 13.300h10L9 6.500v-4M5 10.300h6",
  submit: "M4 14V2.500M4 3h8.500l-2 2.700 2 2.800H4",
  plan: "M6.500 4h7M6.500 8h7M6.500 12h7M2.500 4h1M2.500 8h1M2.500 12h1",
  delegate: "M4 2.500v5a3 3 0 0 0 3 3h6M10.200 7.700l3 2.800-3 2.800",
  other: "M3.500 8h.1M8 8h.1M12.500 8h.1",
};

/** What a kind is called, for people. @type {Record<string, string>} */
export const KIND_NAMES = {
  prompt: "prompt",
  say: "say",
  think: "think",
  read: "read",
  search: "search",
  edit: "edit",
  run: "run",
  test: "test",
  submit: "submit",
  plan: "plan",
  delegate: "delegate",
  other: "other",
};

/** @param {string} kind @returns {SVGSVGElement} */
export function icon(kind) {
  const el = document.createElementNS(SVG, "svg");
  el.setAttribute("viewBox", "0 0 16 16");
  el.setAttribute("aria-hidden", "true");
  el.append(document.createElementNS(SVG, "path"));
  redraw(el, kind);
  return el;
}

/** Makes a drawing that of another kind. @param {Element} el @param {string} kind */
export function redraw(el, kind) {
  const known = Object.hasOwn(SHAPES, kind) ? kind : "other";
  const cls = `icon k-${known}`;
  if (el.getAttribute("class") === cls) return;
  el.setAttribute("class", cls);
  el.firstElementChild?.setAttribute("d", SHAPES[known]);
}
