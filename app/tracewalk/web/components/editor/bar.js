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
    this.note = h("span", "note");
    this.facts = h("span", "facts");
    this.ways = h("span", "ways");
    this.root = root;
    const left = [this.run, this.cancel, this.clock, this.facts, this.note];
    root.append(h("div", "bar", ...left, h("span", "grow"), this.ways));
    this.began = 0;
    this.ticking = 0;
    this.cancel.hidden = true;
  }

  get running() {
    return this.ticking !== 0;
  }

  /** @param {number|null} seconds that it runs already; null: nothing runs */
  runs(seconds) {
    clearInterval(this.ticking);
    this.ticking = 0;
    this.run.hidden = seconds !== null;
    this.cancel.hidden = seconds === null;
    fill(this.clock);
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
    fill(
      this.ways,
      this.copier("Copy link", about, () => location.href),
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
      setTimeout(() => setText(el, said), 1500);
    };
    const el = button(said, () => void take(), { class: "mini", title });
    return el;
  }

  /** @param {string} text @param {boolean} [bad] */
  say(text, bad = false) {
    setText(this.note, text);
    this.note.classList.toggle("bad", bad);
  }
}
