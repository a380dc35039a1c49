// @ts-check
/** What the recorder left out of a value, as far as its text and its true length tell. */
import { count } from "./dom.js";

/** @typedef {import("./literal.js").Node} Node */

const MARK = /^\.\.\.\+(\d+)$/;
const END = /(?:, |[[({])\.\.\.\+(\d+)(?:([\])}])|[\]}](?:, maxlen=\d+)?\))$/;
const WRAPPED = /^(?:deque|frozenset|set|Counter|OrderedDict|defaultdict|dict)\(/;

export const UNSEEN = "changes there can't be seen";

/** @param {string} text @returns {number} items of the container itself that were left out; those of inner ones don't count */
export function leftOut(text) {
  const found = END.exec(text);
  return found && (found[2] || WRAPPED.test(text)) ? Number(found[1]) : 0;
}

/** @param {Node} item @returns {number} items that this mark stands for, 0 where it is an item */
export function marked(item) {
  return Number(MARK.exec(item.text)?.[1] ?? 0);
}

/** @param {Node} node @returns {number|null} items of a container, those left out too; null where it can't be known */
export function itemsOf(node) {
  const { items } = node;
  if (!items || items.some((item) => item.node.text === "...")) return null;
  const last = items.length ? marked(items[items.length - 1].node) : 0;
  return last ? items.length - 1 + last : items.length;
}

/** @param {string} text what was kept @param {number} size true length, -1: not known @returns {string} */
export function cutNote(text, size) {
  const kept = text.length.toLocaleString("en");
  const out = leftOut(text);
  if (out) return `cut: ${kept} characters kept, ${count(out, "item")} left out`;
  if (size > text.length) return `cut: ${kept} of ${size.toLocaleString("en")} characters kept`;
  return `cut: ${kept} characters kept, parts left out`;
}
