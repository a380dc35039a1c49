// @ts-check
/** A link of the shelf: a click is the page's own business, with a key held it opens beside as any link. */
import { h } from "../stepper/dom.js";

/** @typedef {import("../stepper/dom.js").Child} Child */

/** @param {string} url @param {{class: string, title?: string}} props @param {() => void} choose @param {...Child} children */
export function linkTo(url, props, choose, ...children) {
  const link = h("a", props, ...children);
  link.href = url;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    choose();
  });
  return link;
}
