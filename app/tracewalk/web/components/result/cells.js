// @ts-check
/** How a value stands in its cell, how wide its column is, which of two comes first. */
import { h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Column} Column */

const LETTER = 7.3;
const [NARROWEST, LEAST, WIDEST] = [58, 120, 380];

/** A value in one line. @param {Cell} cell @param {Column} column @returns {string} */
export function brief(cell, column) {
  if (cell === null) return "NULL";
  if (typeof cell === "object") return `${cell.text}…`;
  if (typeof cell === "number" && !Number.isInteger(cell)) return String(Number(cell.toPrecision(6)));
  if (cell === "" && column.kind === "text") return "''";
  return String(cell);
}

/** The value as it is. @param {Cell} cell */
export function plain(cell) {
  return cell === null ? "NULL" : typeof cell === "object" ? cell.text : String(cell);
}

/** @param {Cell} cell @param {Column} column @param {number} row */
export function cellOf(cell, column, row) {
  const text = flat(brief(cell, column));
  const link = cell === null ? null : column.links?.[row];
  const cls = `cell ${column.kind}${cell === null || cell === "" ? " none" : ""}`;
  const el = h("div", { class: cls, role: "cell" });
  if (link) {
    const to = h("a", {}, text);
    to.href = link;
    el.append(to);
  } else el.append(text);
  return el;
}

/** Line breaks and other signs without a shape as signs that have one: a row is one line. @param {string} text */
function flat(text) {
  return text.replace(/\r\n|\r|\n/g, "⏎").replace(/\t/g, "→").replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, "␣");
}

/** Pixels that a column takes, by its heading and its first rows. @param {Column} column @param {Cell[]} cells */
export function widthOf(column, cells) {
  let letters = Math.max(Math.min(column.name.length, 40) + 2, Math.min(column.type.length * 0.86, 24));
  for (let row = 0; row < Math.min(cells.length, 200); row++)
    letters = Math.max(letters, Math.min(brief(cells[row], column).length, 60));
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, letters * LETTER + 22)));
}

/**
 * Widths that fit side by side where they can: the widest texts give, down to what shows a dozen letters.
 * @param {number[]} widths @param {Column[]} columns @param {number} room in pixels @returns {number[]}
 */
export function fitted(widths, columns, room) {
  /** @param {number} most */
  const within = (most) => widths.map((width, at) => (columns[at].kind === "number" ? width : Math.min(width, most)));
  if (sum(within(LEAST)) > room) return widths;
  let most = WIDEST;
  while (sum(within(most)) > room) most--;
  return within(most);
}

/** @param {number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

/**
 * The rows in the order of a column; NULL is last, either way.
 * @param {Cell[]} cells @param {Column} column @param {1|-1} direction @returns {Int32Array}
 */
export function ordered(cells, column, direction) {
  const order = Int32Array.from(cells.keys());
  const words = new Intl.Collator("en");
  return order.sort((a, b) => {
    const [one, other] = [cells[a], cells[b]];
    if (one === null || other === null) return one === other ? a - b : one === null ? 1 : -1;
    const [left, right] = [plain(one), plain(other)];
    const by = column.kind === "number" ? Number(left) - Number(right) : words.compare(left, right);
    return (by || 0) * direction || a - b;
  });
}
