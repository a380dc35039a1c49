// @ts-check
/** Two values side by side: the characters that differ are marked in both, a long one is folded around them. */
import { button, h } from "../stepper/dom.js";
import { fold } from "../stepper/value.js";
import { differences, shortened } from "./chars.js";

/** @typedef {import("./chars.js").Part} Part */

const FOLD = 160;
const LONGEST_COMPARED = 200_000;

/** @param {Part[]} parts @param {string} cls of what differs */
export function marked(parts, cls) {
  return parts.map(({ text, other }) => (other ? h("u", cls, text) : text));
}

/**
 * One value in its cell.
 * @param {string} text
 * @param {Part[]|null} parts null: nothing to mark
 * @param {string} cls of what differs
 * @param {boolean} whole
 * @param {() => void} toggle
 * @param {number} limit
 * @returns {(Node|string)[]}
 */
function cell(text, parts, cls, whole, toggle, limit) {
  const inside =
    parts === null ? [whole ? text : fold(text, limit)] : marked(whole ? parts : shortened(parts, limit), cls);
  const out = [h("span", `txt${whole ? " all" : ""}`, ...inside)];
  if (text.length > limit) {
    const says = whole ? "fold" : `all ${text.length.toLocaleString("en")} characters`;
    out.push(button(says, toggle, { class: "mini", title: whole ? "Show less" : "Show the whole value" }));
  }
  return out;
}

/**
 * @param {string|null} truth null: there is none
 * @param {string|null} said
 * @param {{whole: boolean, toggle: () => void, mark: boolean, limit?: number}} how `mark`: they differ, and it matters
 * @returns {[(Node|string)[], (Node|string)[]]}
 */
export function sideBySide(truth, said, { whole, toggle, mark, limit = FOLD }) {
  const both = truth !== null && said !== null && truth !== said;
  const [a, b] = both && truth.length + said.length <= LONGEST_COMPARED ? differences(truth, said) : [null, null];
  const cls = mark ? "off" : "otherwise";
  return [
    truth === null ? [] : cell(truth, a, cls, whole, toggle, limit),
    said === null ? [] : cell(said, b, cls, whole, toggle, limit),
  ];
}

/** Both in one line, around what differs. @param {string} truth @param {string} said @param {number} limit @returns {[(Node|string)[], (Node|string)[]]} */
export function inOneLineEach(truth, said, limit) {
  if (truth === said || truth.length + said.length > LONGEST_COMPARED)
    return [[fold(truth, limit)], [fold(said, limit)]];
  const [a, b] = differences(truth, said);
  return [marked(shortened(a, limit), "off"), marked(shortened(b, limit), "off")];
}
