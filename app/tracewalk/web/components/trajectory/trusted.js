// @ts-check
/**
 * HTML that the server made of a message or of code. It is made by libraries that let no tag of the text through; this
 * takes away what such HTML has no need of all the same, so that one fault is not enough.
 */

const TAGS = new Set(
  "P BR HR EM STRONG S CODE PRE BLOCKQUOTE UL OL LI H1 H2 H3 H4 H5 H6 A SPAN TABLE THEAD TBODY TR TH TD".split(" "),
);
const ATTRIBUTES = new Set(["class", "href", "rel", "target", "start"]);

/** @param {HTMLElement} el @param {string} html */
export function put(el, html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const node of holder.content.querySelectorAll("*")) {
    if (!TAGS.has(node.tagName)) {
      node.replaceWith(node.textContent ?? "");
      continue;
    }
    for (const { name, value } of [...node.attributes])
      if (!ATTRIBUTES.has(name) || (name === "href" && !/^https?:\/\//i.test(value))) node.removeAttribute(name);
    if (node instanceof HTMLAnchorElement) {
      node.rel = "noopener noreferrer";
      node.target = "_blank";
    }
  }
  el.replaceChildren(holder.content);
  return el;
}
