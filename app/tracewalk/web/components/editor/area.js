// @ts-check
/**
 * The text field: a real one, so that typing, input methods, undo, selection and screen readers stay the browser's own.
 * Its text is transparent, and the same text stands below it in colours.
 */
import { h } from "../stepper/dom.js";
import { faultSpan, paint, placeOf } from "./layer.js";

const MENU = 380;
/** Pixels, as in the style sheet. */
const LINE = 20;

export class Area {
  /** @param {HTMLElement} root @param {() => void} changed after each change of the text */
  constructor(root, changed) {
    /** @type {Set<string>} in small letters */
    this.known = new Set();
    /** @type {{start: number, end: number}|null} */
    this.fault = null;
    this.field = h("textarea", { class: "field", label: "SQL" });
    this.field.spellcheck = false;
    this.field.setAttribute("autocapitalize", "off");
    this.field.setAttribute("autocomplete", "off");
    this.field.placeholder = "SELECT func, count(*) AS steps\nFROM steps\nGROUP BY func\nORDER BY steps DESC";
    this.layer = h("pre", "layer");
    this.layer.setAttribute("aria-hidden", "true");
    this.numbers = h("div", "numbers");
    this.numbers.setAttribute("aria-hidden", "true");
    this.el = h("div", "area", this.numbers, h("div", "sheet", this.layer, this.field));
    root.append(this.el);
    this.field.addEventListener("input", () => {
      this.fault = null;
      this.draw();
      changed();
    });
  }

  get text() {
    return this.field.value;
  }

  /**
   * Another text in place of all; a browser's undo does not reach behind it.
   * @param {string} text @param {number} [line] the first one to be seen
   */
  reset(text, line = 0) {
    this.field.value = text;
    this.fault = null;
    this.draw();
    this.el.scrollTop = line ? line * LINE + 8 : 0;
    this.el.scrollLeft = 0;
    this.field.setSelectionRange(text.length, text.length);
  }

  /**
   * Writes as if typed, so that undo takes it back.
   * @param {number} from @param {number} to @param {string} text
   * @param {number} [caret] where it stands afterwards, from the start of what is written
   * @param {number} [selected] characters selected from there on
   */
  write(from, to, text, caret = text.length, selected = 0) {
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(from, to);
    // The one way to write into a field that keeps its undo; where it is gone, undo is lost and the text is right.
    if (!document.execCommand("insertText", false, text)) {
      this.field.setRangeText(text, from, to, "end");
      this.field.dispatchEvent(new Event("input"));
    }
    this.field.setSelectionRange(from + caret, from + caret + selected);
  }

  /** @param {number} at in UTF-16 units */
  markFault(at) {
    this.fault = faultSpan(this.text, at);
    this.draw();
  }

  /** @param {number} at in UTF-16 units */
  goTo(at) {
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(at, at);
    this.layer.querySelector(".fault")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  draw() {
    paint(this.layer, this.text, { known: this.known, fault: this.fault });
    const lines = this.text ? this.text.split("\n").length : 4;
    if (this.numbers.childElementCount !== lines)
      this.numbers.replaceChildren(...Array.from({ length: lines }, (_, at) => h("span", {}, at + 1)));
  }

  /** Where a list beside a character goes, within the root. @param {number} at @param {HTMLElement} root */
  below(at, root) {
    const box = root.getBoundingClientRect();
    const place = placeOf(this.layer, at) ?? this.layer.getBoundingClientRect();
    return { left: Math.min(place.left - box.left, Math.max(0, box.width - MENU)), top: place.bottom - box.top + 2 };
  }
}
