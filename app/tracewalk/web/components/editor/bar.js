// @ts-check
/** Below the text: Run or Cancel, how long it runs already, what came of it and how it is taken along. */
import { button, fill, h, setText } from "../stepper/dom.js";
import { copy } from "../stepper/panels.js";

/** @typedef {import("./types.js").Told} Told */

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export class Bar {
  /** @param {HTMLElement} root @param {{run: () => void, cancel: () => void}} does */
  constructor(root, does) {
    this.run = button("Run", does.run, { key: MAC ? "⌘ ⏎" : "Ctrl ⏎", class: "main" });
    this.cancel = button("Cancel", does.cancel, { key: "Esc", class: "stop" });
    this.clock = h("span", { class: "clock", role: "timer" });
    this.edit = h("span", { class: "chip edit", role: "status" });
    this.note = h("span", "note");
    this.facts = h("span", "facts");
    this.ways = h("span", "ways");
    /** @type {HTMLButtonElement|null} */
    this.link = null;
    this.root = root;
    const left = [this.run, this.cancel, this.clock, this.facts, this.edit, this.note];
    root.append(h("div", "bar", ...left, h("span", "grow"), this.ways));
    this.began = 0;
    this.ticking = 0;
    this.cancel.hidden = true;
  }

  get running() {
    return this.ticking !== 0;
  }

  /** @param {number|null} seconds that it runs already; null: nothing runs @param {string|null} [ended] how, where no rows came */
  runs(seconds, ended = null) {
    clearInterval(this.ticking);
    this.ticking = 0;
    this.run.hidden = seconds !== null;
    this.cancel.hidden = seconds === null;
    setText(this.clock, ended ?? "");
    if (seconds !== null) this.tells(null);
    if (seconds === null) {
      this.cancel.disabled = false;
      return;
    }
    this.began = performance.now() - seconds * 1000;
    const tick = () => setText(this.clock, `running for ${((performance.now() - this.began) / 1000).toFixed(1)} s`);
    this.ticking = window.setInterval(tick, 100);
    // What ends within a blink shows no clock.
    if (seconds > 0) tick();
  }

  /** @param {Told|null} told */
  tells(told) {
    fill(this.facts);
    fill(this.ways);
    if (!told) return;
    const [rows, ...more] = told.facts;
    const cut = told.truncated && h("span", { class: "chip bad", title: told.more }, told.truncated);
    fill(this.facts, h("b", {}, rows), ...more.map((fact) => h("span", "fact", fact)), cut);
    const about = "The query, its parameters and its chart";
    this.link = this.copier("Copy link", about, () => location.href);
    fill(
      this.ways,
      this.link,
      this.copier("Copy as Python", told.python, () => told.python),
      ...told.files.map(({ form, url, about: title }) => {
        const link = h("a", { class: "file", title }, form);
        link.href = url;
        link.download = "";
        return link;
      }),
    );
  }

  /** @param {string} said @param {string} title @param {() => string} text */
  copier(said, title, text) {
    const take = async () => {
      setText(el, (await copy(text(), this.root)) ? "Copied" : "Not allowed");
      setTimeout(() => setText(el, el.dataset.said ?? ""), 1500);
    };
    const el = button(said, () => void take(), { class: "mini", title });
    el.dataset.said = said;
    return el;
  }

  /** What is shown and taken along is of the last run, and the editor holds another. @param {string} text empty: the same */
  dates(text) {
    setText(this.edit, text);
    this.ways.classList.toggle("dated", text !== "");
    if (!this.link) return;
    this.link.dataset.said = text ? "Copy link to the last run" : "Copy link";
    setText(this.link, this.link.dataset.said);
  }

  /** @param {string} text @param {boolean} [bad] */
  say(text, bad = false) {
    setText(this.note, text);
    this.note.classList.toggle("bad", bad);
  }
}
