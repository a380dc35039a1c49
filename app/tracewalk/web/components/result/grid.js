// @ts-check
/** The rows of a result: only those in sight are drawn, so that a thousand rows of forty columns open at once. */
import { fill, h } from "../stepper/dom.js";
import { cellOf, fitted, ordered, widthOf } from "./cells.js";

/** @typedef {import("./types.js").Data} Data */

const ROW = 26;
const AROUND = 12;

export class Grid {
  /** @param {HTMLElement} root @param {(row: number, column: number, link: boolean, event: MouseEvent) => void} chosen */
  constructor(root, chosen) {
    this.head = h("div", { class: "row head", role: "row" });
    this.body = h("div", "rows");
    this.el = h("div", { class: "grid-scroll", role: "table", label: "Result" }, this.head, this.body);
    this.el.tabIndex = 0;
    root.append(this.el);
    this.chosen = chosen;
    /** @type {Data|null} */
    this.data = null;
    /** @type {Int32Array} */
    this.order = new Int32Array();
    /** @type {{column: number, direction: 1|-1}|null} */
    this.sort = null;
    /** @type {number[]} */
    this.widths = [];
    /** @type {{row: number, column: number}|null} */
    this.marked = null;
    this.el.addEventListener("scroll", () => this.draw(), { passive: true });
    this.body.addEventListener("click", (event) => this.click(event));
    this.sizes = new ResizeObserver(() => this.draw());
    this.sizes.observe(this.el);
  }

  /** Another result. @param {Data} data */
  show(data) {
    this.data = data;
    this.sort = null;
    this.marked = null;
    const widths = data.columns.map((column, at) => widthOf(column, data.cells[at]));
    this.widths = fitted(widths, data.columns, (this.el.parentElement?.clientWidth ?? 0) - String(data.n_rows).length * 7 - 36);
    this.el.scrollTop = 0;
    this.el.scrollLeft = 0;
    this.el.setAttribute("aria-rowcount", String(data.n_rows + 1));
    this.tracks();
    this.arrange();
  }

  /** Puts the rows into their order. */
  arrange() {
    const { data, sort } = this;
    if (!data) return;
    this.order = sort
      ? ordered(data.cells[sort.column], data.columns[sort.column], sort.direction)
      : Int32Array.from({ length: data.n_rows }, (_, row) => row);
    this.heading(data);
    this.body.style.height = `${data.n_rows * ROW}px`;
    this.draw();
  }

  /** The widths of the columns; the last one takes what is left, but a number stays beside the others. */
  tracks() {
    const last = this.data?.columns.at(-1)?.kind === "number" ? null : this.widths.length - 1;
    const widths = this.widths.map((width, at) => (at === last ? `minmax(${width}px, 1fr)` : `${width}px`));
    const digits = String(this.data?.n_rows ?? 0).length;
    this.el.style.setProperty("--columns", [`${digits * 7 + 18}px`, ...widths].join(" "));
  }

  /** @param {Data} data */
  heading(data) {
    fill(
      this.head,
      h("div", { class: "cell no", role: "columnheader", label: "row" }),
      ...data.columns.map((column, at) => {
        const up = this.sort?.column === at ? this.sort.direction : 0;
        const title = `${column.name}: ${column.type}\nClick: order these rows by it`;
        const name = h("b", {}, `${column.name || " "}${["", " ▲", " ▼"].at(up)}`);
        const button = h("button", { title, click: () => this.turn(at) }, name, h("span", "type", column.type));
        button.type = "button";
        const cell = h("div", { class: `cell ${column.kind}`, role: "columnheader" }, button, this.handle(at));
        if (up) cell.setAttribute("aria-sort", up > 0 ? "ascending" : "descending");
        return cell;
      }),
    );
  }

  /** What a column is made wider by. @param {number} column */
  handle(column) {
    const el = h("span", "handle");
    el.addEventListener("pointerdown", (down) => {
      el.setPointerCapture(down.pointerId);
      const before = this.widths[column];
      el.onpointermove = (move) => {
        this.widths[column] = Math.max(40, before + move.clientX - down.clientX);
        this.tracks();
      };
      el.onpointerup = () => (el.onpointermove = null);
    });
    return el;
  }

  /** Up, down, as it came. @param {number} column */
  turn(column) {
    const was = this.sort?.column === column ? this.sort.direction : 0;
    this.sort = was < 0 ? null : { column, direction: was ? -1 : 1 };
    this.arrange();
    /** @type {HTMLElement|undefined} */ (this.head.querySelectorAll("button")[column])?.focus();
  }

  draw() {
    const { data, order } = this;
    if (!data) return;
    const from = Math.max(0, Math.floor(this.el.scrollTop / ROW) - AROUND);
    const to = Math.min(data.n_rows, from + Math.ceil(this.el.clientHeight / ROW) + 2 * AROUND);
    const rows = [];
    for (let at = from; at < to; at++) rows.push(this.line(data, order[at], at));
    fill(this.body, ...rows);
  }

  /** @param {Data} data @param {number} row @param {number} at its place */
  line(data, row, at) {
    const el = h("div", { class: "row", role: "row", data: { row } }, h("div", { class: "cell no", role: "cell" }, row + 1));
    for (const [n, column] of data.columns.entries()) {
      const cell = cellOf(data.cells[n][row], column, row);
      cell.dataset.column = String(n);
      if (this.marked?.row === row && this.marked.column === n) cell.classList.add("marked");
      el.append(cell);
    }
    el.setAttribute("aria-rowindex", String(at + 2));
    el.style.top = `${at * ROW}px`;
    return el;
  }

  /** @param {MouseEvent} event */
  click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const cell = /** @type {HTMLElement|null} */ (target.closest("[data-column]"));
    const line = /** @type {HTMLElement|null} */ (target.closest("[data-row]"));
    // What is selected with the mouse is to be copied, not opened.
    if (!cell || !line || String(getSelection() ?? "").length > 0) return;
    this.chosen(Number(line.dataset.row), Number(cell.dataset.column), target.closest("a") !== null, event);
  }

  /** The marked row is in sight, however low this has become. */
  reveal() {
    if (!this.marked) return;
    const top = this.order.indexOf(this.marked.row) * ROW;
    const most = top + ROW - (this.el.clientHeight - this.head.offsetHeight);
    this.el.scrollTop = Math.max(most, Math.min(top, this.el.scrollTop));
  }

  /** @param {{row: number, column: number}|null} place */
  mark(place) {
    this.marked = place;
    this.draw();
  }
}
