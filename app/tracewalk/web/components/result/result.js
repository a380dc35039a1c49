// @ts-check
/** The rows of a result: a click on a cell shows the whole value, on an id opens it. */
import { h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { plain } from "./cells.js";
import { Grid } from "./grid.js";
import { Whole } from "./whole.js";

/** @typedef {import("./types.js").Component} Component */

export class Result {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.key = "";
    this.grid = new Grid(root, (row, column, link, event) => this.chosen(row, column, link, event));
    this.nothing = h("p", "nothing", "No rows.");
    root.append(this.nothing);
    this.whole = new Whole(root, () => this.grid.mark(null));
    /** @type {{row: number, column: number}|null} */
    this.asked = null;
    this.update(component);
    root.dataset.ready = "true";
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    const { data } = component;
    this.root.dataset.theme = themeOf(this.root);
    if (data.key !== this.key) {
      this.key = data.key;
      this.nothing.hidden = data.n_rows > 0;
      this.grid.show(data);
      this.whole.close();
    }
    const { whole } = data;
    if (whole && this.asked?.row === whole.row && this.asked.column === whole.column) {
      this.open(whole.row, whole.column, whole.text);
      this.asked = null;
    }
  }

  /** @param {number} row @param {number} column @param {boolean} link @param {MouseEvent} event */
  chosen(row, column, link, event) {
    if (link) {
      // With a key held, the browser opens it beside, as any link.
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.component.setTriggerValue("asked", { kind: "open", row, column });
      return;
    }
    const { data } = this.component;
    const cell = data.cells[column][row];
    const cut = typeof cell === "object" && cell !== null;
    this.grid.mark({ row, column });
    this.open(row, column, cut ? null : plain(cell));
    if (cut) {
      this.asked = { row, column };
      this.component.setTriggerValue("asked", { kind: "whole", row, column });
    }
  }

  /** A value below the rows, and its row still above it. @param {number} row @param {number} column @param {string|null} text */
  open(row, column, text) {
    this.whole.show(this.component.data.columns[column], row, text);
    this.grid.reveal();
  }

  close() {
    this.grid.sizes.disconnect();
  }
}
