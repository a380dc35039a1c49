// @ts-check
/** The tables with their columns, and the macros with their arguments; a click writes a name into the editor. */
import { desk } from "../editor/desk.js";
import { h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Table} Table */
/** @typedef {import("./types.js").Macro} Macro */
/** @typedef {import("./types.js").Column} Column */

/**
 * @param {Table[]} tables @param {Macro[]} macros @param {string[]} words in small letters
 * @param {Set<string>} open names of what is unfolded
 */
export function schema(tables, macros, words, open) {
  /** @param {...string} texts */
  const holds = (...texts) => words.every((word) => texts.join(" ").toLowerCase().includes(word));
  const found = tables
    .map((table) => {
      const own = holds(table.name, table.about);
      return { table, columns: table.columns.filter((one) => own || holds(table.name, one.name, one.about, one.type)) };
    })
    .filter(({ columns }) => columns.length > 0);
  const calls = macros.filter((macro) => holds(macro.name, macro.about, ...macro.arguments.map((one) => one.name)));
  const unfold = words.length > 0 && found.length < 4;
  return [
    found.length > 0 && h("h4", {}, "tables", h("small", {}, found.length)),
    ...found.map(({ table, columns }) => block(table.name, table.about, columns, open, { unfold })),
    calls.length > 0 && h("h4", {}, "macros", h("small", {}, calls.length)),
    ...calls.map((macro) => call(macro, open)),
    !found.length && !calls.length && h("p", "none", "No name matches."),
  ];
}

/**
 * @param {string} text what its button writes @param {string} about @param {Column[]} rows @param {Set<string>} open
 * @param {{unfold?: boolean, select?: [number, number]}} [more] select: what is then selected of it
 */
function block(text, about, rows, open, { unfold = false, select } = {}) {
  const details = h("details", "block");
  details.open = unfold || open.has(text);
  details.addEventListener("toggle", () => (details.open ? open.add(text) : open.delete(text)));
  const write = h("button", { class: "put", title: `Write ${text}`, label: `Write ${text}` }, "+");
  write.type = "button";
  write.addEventListener("click", (event) => {
    // A click on the button writes; it must not fold what it stands in.
    event.preventDefault();
    desk.insert?.(text, select);
  });
  details.append(h("summary", { title: about }, h("span", "name", text), h("span", "grow"), write));
  if (about) details.append(h("p", {}, about));
  details.append(...rows.map(row));
  return details;
}

/** @param {Column} column */
function row(column) {
  const write = () => desk.insert?.(column.name);
  const name = h("button", { class: "column", title: `Write ${column.name}`, click: write }, column.name);
  name.type = "button";
  const type = h("span", { class: "type", title: column.type }, column.type);
  return h("div", "row", name, type, column.about && h("p", {}, column.about));
}

/** @param {Macro} macro @param {Set<string>} open */
function call(macro, open) {
  const given = macro.arguments.map((one) => one.name).join(", ");
  const about = macro.table ? macro.about : `${macro.about} (gives one value)`;
  const select = /** @type {[number, number]} */ ([macro.name.length + 1, given.length]);
  return block(`${macro.name}(${given})`, about, macro.arguments, open, { select });
}
