// @ts-check
/** The coloured text below the text field: the same characters in the same places, and a mark where the fault is. */
import { h } from "../stepper/dom.js";
import { tokens } from "./sql.js";

/** Where a mark begins and ends: the token there, or the last one before. @param {string} text @param {number} at */
export function faultSpan(text, at) {
  const all = tokens(text);
  const token = all.find((known) => known.start <= at && at < known.end);
  if (token) return { start: token.start, end: token.end };
  // Something is missing at the end: the last token carries the mark.
  const last = all.filter((known) => known.end <= at).at(-1);
  return last ? { start: last.start, end: last.end } : { start: 0, end: Math.min(1, text.length) };
}

/**
 * @param {HTMLElement} layer
 * @param {string} text
 * @param {{known: Set<string>, fault: {start: number, end: number}|null}} more names of our tables, columns and macros
 */
export function paint(layer, text, { known, fault }) {
  /** @type {Node[]} */
  const nodes = [];
  let at = 0;
  for (const token of tokens(text)) {
    if (token.start > at) nodes.push(document.createTextNode(text.slice(at, token.start)));
    const word = text.slice(token.start, token.end);
    const named = token.kind === "name" || token.kind === "call" || token.kind === "quoted";
    const kind = named && known.has(word.toLowerCase()) ? `${token.kind} known` : token.kind;
    const bad = fault !== null && token.start < fault.end && fault.start < token.end;
    nodes.push(h("span", bad ? `${kind} fault` : kind, word));
    at = token.end;
  }
  // A trailing line break takes no room of its own, so a space stands behind it.
  nodes.push(document.createTextNode(`${text.slice(at)} `));
  layer.replaceChildren(...nodes);
}

/** Where a character stands on the screen. @param {HTMLElement} layer @param {number} at @returns {DOMRect|null} */
export function placeOf(layer, at) {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  for (let left = at, node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = node.textContent?.length ?? 0;
    if (left < size) {
      const range = document.createRange();
      range.setStart(node, left);
      range.setEnd(node, left + 1);
      return range.getClientRects()[0] ?? range.getBoundingClientRect();
    }
    left -= size;
  }
  return null;
}
