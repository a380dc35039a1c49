// @ts-check
/** A list of any length of which only the visible rows exist. */
import { h } from "./dom.js";

const SPARE = 6;
const MOST = 12;

export class VirtualList {
  /**
   * @param {number} rowHeight pixels
   * @param {(index: number, old?: HTMLElement) => HTMLElement} draw may make an old row the new one, and return that
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
    /** Whether the element is still to be scrolled to `top`. */
    this.behind = false;
    new ResizeObserver(([entry]) => {
      this.height = entry.contentRect.height;
      if (this.height > 0 && this.wanted >= 0) this.reveal(this.wanted);
      this.paint();
      this.settle();
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
    /** @type {HTMLElement[]} rows that are not seen any more */
    const old = [];
    for (const [i, row] of this.rows)
      if (i < from || i >= to) {
        this.rows.delete(i);
        old.push(row);
      }
    for (let i = from; i < to; i++)
      if (!this.rows.has(i)) {
        const known = old.pop();
        // The focus of the keyboard is on what a row said, not on where it stands.
        if (known?.matches(":focus")) known.blur();
        const row = this.drawRow(i, known);
        row.style.transform = `translateY(${i * this.rowHeight}px)`;
        this.rows.set(i, row);
        if (row === known) continue;
        known?.remove();
        this.space.append(row);
      }
    for (const row of old) row.remove();
  }

  /**
   * Moves the mark of the current row, and scrolls to it; rows that are drawn later mark themselves.
   * @param {number} before -1: none was marked
   * @param {number} at -1: none is
   * @param {boolean} [later] `settle` will be called once all else of the page is drawn
   */
  mark(before, at, later = false) {
    for (const i of [before, at]) {
      const row = this.rows.get(i);
      row?.classList.toggle("on", i === at);
      if (i === at) row?.setAttribute("aria-current", "step");
      else row?.removeAttribute("aria-current");
    }
    if (at >= 0) this.reveal(at, later);
  }

  /** @param {number} i @param {boolean} [later] as in `mark` */
  reveal(i, later = false) {
    if (this.height === 0 && this.most === Infinity) {
      this.wanted = i;
      return;
    }
    this.wanted = -1;
    const top = i * this.rowHeight;
    const height = this.most < Infinity ? Math.min(this.length, this.most) * this.rowHeight : this.height;
    if (top < this.top || top > this.top + height - this.rowHeight * 2) {
      this.top = Math.max(0, Math.min(top - height / 2, this.length * this.rowHeight - height));
      this.behind = true;
      this.paint();
      if (!later) this.settle();
    }
  }

  /** Scrolls to what is drawn. It has the page laid out, so that it comes after all that draws. */
  settle() {
    if (this.behind) this.el.scrollTop = this.top;
    this.behind = false;
  }
}
