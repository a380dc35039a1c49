// @ts-check
/** One value, whole: below the rows, with line breaks, nested ones folded out. */
import { button, fill, h } from "../stepper/dom.js";
import { copy } from "../stepper/panels.js";

/** @typedef {import("./types.js").Column} Column */

export class Whole {
  /** @param {HTMLElement} root @param {() => void} closed */
  constructor(root, closed) {
    this.root = root;
    this.closed = closed;
    this.el = h("div", { class: "whole-cell", role: "region", label: "The value" });
    this.el.hidden = true;
    this.el.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    root.append(this.el);
  }

  /** @param {Column} column @param {number} row @param {string|null} text null: it is being fetched */
  show(column, row, text) {
    const said = h("span", "note");
    const take = async () => {
      said.textContent = (await copy(text ?? "", this.root)) ? "copied" : "select the text and copy it";
    };
    fill(
      this.el,
      h(
        "h3",
        {},
        h("span", "title", `${column.name}, row ${(row + 1).toLocaleString("en")}`),
        h("span", "hint", column.type),
        h("span", "grow"),
        said,
        button("copy", () => void take(), { class: "mini" }),
        button("close", () => this.close(), { class: "mini", key: "Esc" }),
      ),
      text === null ? h("p", "note", "Fetching the whole value…") : h("pre", {}, unfolded(column, text)),
    );
    this.el.hidden = false;
    this.el.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.el.hidden = true;
    this.closed();
  }
}

/** @param {Column} column @param {string} text */
function unfolded(column, text) {
  if (column.kind !== "nested" || text.length > 1_000_000) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
