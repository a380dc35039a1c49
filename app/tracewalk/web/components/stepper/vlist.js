// @ts-check
/** A list of any length of which only the visible rows exist. */
import { h } from "./dom.js";

const SPARE = 6;
const MOST = 12;

export class VirtualList {
  /**
   * @param {number} rowHeight pixels
   * @param {(index: number) => HTMLElement} draw
   * @param {string} label for screen readers
   * @param {number} [most] rows that it is high at most; Infinity: the style sheet says how high it is
   */
  constructor(rowHeight, draw, label, most = MOST) {
    this.most = most;
    this.rowHeight = rowHeight;
    this.drawRow = draw;
    this.length = 0;
    this.space = h("div", "space");
    this.el = h("div", { class: "vlist", role: "list", label }, this.space);
    /** @type {Map<number, HTMLElement>} */
    this.rows = new Map();
    // Kept, because asking the element would have the page laid out at every step.
    this.top = 0;
    this.height = 0;
    this.el.addEventListener(
      "scroll",
      () => {
        this.top = this.el.scrollTop;
        this.paint();
      },
      { passive: true },
    );
    /** A row to be seen once the height is known; -1: none. */
    this.wanted = -1;
    new ResizeObserver(([entry]) => {
      this.height = entry.contentRect.height;
      if (this.height > 0 && this.wanted >= 0) this.reveal(this.wanted);
      this.paint();
    }).observe(this.el);
  }

  /** @param {number} length all rows are drawn anew */
  reset(length) {
    this.length = length;
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.space.style.height = `${length * this.rowHeight}px`;
    if (this.most < Infinity) this.el.style.height = `${Math.min(length, this.most) * this.rowHeight + 2}px`;
    this.top = this.el.scrollTop;
    this.paint();
  }

  paint() {
    const from = Math.max(0, Math.floor(this.top / this.rowHeight) - SPARE);
    const height = this.height || MOST * this.rowHeight;
    const to = Math.min(this.length, Math.ceil((this.top + height) / this.rowHeight) + SPARE);
    for (const [i, row] of this.rows)
      if (i < from || i >= to) {
        row.remove();
        this.rows.delete(i);
      }
    for (let i = from; i < to; i++)
      if (!this.rows.has(i)) {
        const row = this.drawRow(i);
        row.style.transform = `translateY(${i * this.rowHeight}px)`;
        this.rows.set(i, row);
        this.space.append(row);
      }
  }

  /**
   * Moves the mark of the current row, and scrolls to it; rows that are drawn later mark themselves.
   * @param {number} before -1: none was marked
   * @param {number} at -1: none is
   */
  mark(before, at) {
    for (const i of [before, at]) {
      const row = this.rows.get(i);
      row?.classList.toggle("on", i === at);
      if (i === at) row?.setAttribute("aria-current", "step");
      else row?.removeAttribute("aria-current");
    }
    if (at >= 0) this.reveal(at);
  }

  /** @param {number} i */
  reveal(i) {
    if (this.height === 0 && this.most === Infinity) {
      this.wanted = i;
      return;
    }
    this.wanted = -1;
    const top = i * this.rowHeight;
    const height = this.most < Infinity ? Math.min(this.length, this.most) * this.rowHeight : this.height;
    if (top < this.top || top > this.top + height - this.rowHeight * 2) {
      this.top = Math.max(0, Math.min(top - height / 2, this.length * this.rowHeight - height));
      this.el.scrollTop = this.top;
      this.paint();
    }
  }
}
