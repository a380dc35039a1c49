// @ts-check
/** The list of what can be written here, beside the caret: arrows choose, Enter or Tab takes, Esc closes. */
import { fill, h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Word} Word */

const SIGNS = { table: "▦", column: "│", macro: "ƒ", function: "ƒ", keyword: "", parameter: "$" };

export class Menu {
  /** @param {HTMLElement} root @param {HTMLTextAreaElement} field @param {(word: Word) => void} take */
  constructor(root, field, take) {
    this.field = field;
    this.take = take;
    /** @type {Word[]} */
    this.words = [];
    this.at = 0;
    this.list = h("div", { class: "list", role: "listbox", label: "What can be written here" });
    this.list.id = "editor-words";
    this.about = h("div", "about");
    this.el = h("div", "menu", this.list, this.about);
    this.el.hidden = true;
    // The field keeps the focus: a click in the list must not take it.
    this.el.addEventListener("pointerdown", (event) => event.preventDefault());
    root.append(this.el);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
  }

  get open() {
    return !this.el.hidden;
  }

  /** @param {Word[]} words @param {{left: number, top: number}} place within the root */
  show(words, place) {
    this.words = words;
    this.at = 0;
    fill(
      this.list,
      ...words.map((word, at) => {
        const row = h(
          "div",
          { class: `word ${word.kind}`, role: "option", click: () => this.take(word) },
          h("span", "sign", SIGNS[word.kind]),
          h("span", "text", word.text),
          h("span", "kind", word.of ?? (word.kind === "keyword" ? "" : word.kind)),
        );
        row.id = `editor-word-${at}`;
        return row;
      }),
    );
    this.el.style.left = `${place.left}px`;
    this.el.style.top = `${place.top}px`;
    this.el.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.mark();
  }

  close() {
    this.el.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
    this.field.setAttribute("aria-expanded", "false");
  }

  mark() {
    for (const [at, row] of [...this.list.children].entries()) row.setAttribute("aria-selected", String(at === this.at));
    const row = this.list.children[this.at];
    row?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", row?.id ?? "");
    this.about.textContent = this.words[this.at]?.about ?? "";
    this.about.hidden = !this.about.textContent;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was for the list */
  key(event) {
    if (!this.open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.words.length) % this.words.length;
      this.mark();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) this.take(this.words[this.at]);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }
}
