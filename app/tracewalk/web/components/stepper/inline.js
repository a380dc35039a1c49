// @ts-check
/** Beside each line of the shown frame: what it last wrote, which names the line about to run reads, and what has not run. */
import { brief, fill, h } from "./dom.js";
import { lastAtMost } from "./csr.js";
import { deeds, extent, namesIn, notRun, writer } from "./lines.js";

/** @typedef {import("./types.js").View} View @typedef {import("./source.js").Line} Line @typedef {import("./trace.js").Trace} Trace */
/** @typedef {{name: string, value: string, fresh: boolean, step: number, read: boolean, instead?: string}} Beside `instead`: what a prediction says */

const KEPT = 64;

export class Inline {
  constructor() {
    /** @type {Line[]} */
    this.lines = [];
    /** @type {Map<number, import("./lines.js").Deeds>} by row, most recently used last */
    this.deeds = new Map();
    /** @type {Trace|null} */
    this.trace = null;
    /** @type {Map<number, string>} line -> what is drawn there */
    this.drawn = new Map();
    /** @type {Set<number>} */
    this.dimmed = new Set();
    /** @type {[number, number]|null} */
    this.range = null;
    this.rangeOf = "";
    /** @type {string[]} */
    this.source = [];
    this.sourceText = "";
    /** @type {HTMLElement|null} */
    this.ran = null;
  }

  /** @param {Line[]} lines of the file now shown */
  reset(lines) {
    this.lines = lines;
    this.drawn.clear();
    this.dimmed.clear();
    this.rangeOf = "";
    this.ran = null;
  }

  /** @param {Trace} t @param {number} row */
  of(t, row) {
    if (t !== this.trace) this.deeds.clear();
    this.trace = t;
    const known = this.deeds.get(row) ?? deeds(t, row);
    this.deeds.delete(row);
    this.deeds.set(row, known);
    if (this.deeds.size > KEPT) this.deeds.delete(/** @type {number} */ (this.deeds.keys().next().value));
    return known;
  }

  /** @param {View} view @param {boolean} here the shown frame's file is open @param {string} source */
  render(view, here, source) {
    if (source !== this.sourceText) {
      this.sourceText = source;
      this.source = source.split("\n");
    }
    const known = here && view.asOf >= 0 ? this.of(view.trace, view.row) : null;
    this.values(known ? this.beside(view, known) : new Map());
    this.dims(known?.whole ? this.missing(view, known) : new Set());
    const ran = known && view.asOf > view.trace.byFrame.of(view.row)[0] ? writer(view.trace, view.row, view.asOf) : 0;
    const row = ran && ran !== view.trace.lineOf(view.row, view.asOf) ? (this.lines[ran - 1]?.el ?? null) : null;
    if (row === this.ran) return;
    this.ran?.classList.remove("ran");
    row?.classList.add("ran");
    this.ran = row;
  }

  /** @param {View} view @param {import("./lines.js").Deeds} known @returns {Map<number, Beside[]>} */
  beside({ trace: t, row, running, asOf, step }, known) {
    /** @type {Map<number, Beside[]>} */
    const out = new Map();
    /** @param {number} line @param {Beside} item */
    const put = (line, item) => out.set(line, [...(out.get(line) ?? []), item]);
    for (const { line, name, changes, steps } of known.writes) {
      const at = lastAtMost(steps, asOf);
      if (at >= 0)
        put(line, {
          name: t.names[name],
          value: t.text(changes[at]) ?? "(deleted)",
          fresh: steps[at] === step,
          step: steps[at],
          read: false,
        });
    }
    if (row === running && t.eventAt(step) === 1) {
      const line = t.lineAt(step);
      const wrote = new Set((out.get(line) ?? []).map((b) => b.name));
      const names = new Set(namesIn(this.source[line - 1] ?? ""));
      for (const b of t.state(row, step)) {
        if (names.has(b.name) && !wrote.has(b.name) && !b.gone)
          put(line, { name: b.name, value: t.text(b.change) ?? "", fresh: false, step: -1, read: true });
      }
    }
    return out;
  }

  /** @param {Map<number, Beside[]>} wanted */
  values(wanted) {
    for (const line of this.drawn.keys())
      if (!wanted.has(line)) {
        this.lines[line - 1]?.inline.replaceChildren();
        this.drawn.delete(line);
      }
    for (const [line, items] of wanted) {
      const shown = items.map((b) => ({ ...b, value: brief(b.value, 48) }));
      const key = shown.map((b) => this.key(b)).join("\n");
      if (this.drawn.get(line) === key || !this.lines[line - 1]) continue;
      this.drawn.set(line, key);
      fill(this.lines[line - 1].inline, ...shown.map((b) => this.draw(b)));
    }
  }

  /** What of an item shows. @param {Beside} b */
  key(b) {
    return `${b.name}=${b.value}${b.fresh ? "!" : ""}${b.read ? "?" : ""}`;
  }

  /** @param {Beside} b @returns {HTMLElement} */
  draw(b) {
    const title = b.read ? "read by the line about to run" : `written here, seen at step ${b.step}`;
    return h("span", { class: b.read ? "read" : b.fresh ? "new" : "", title }, `${b.name}=`, h("i", {}, b.value));
  }

  /** @param {View} view @param {import("./lines.js").Deeds} known @returns {Set<number>} */
  missing({ trace: t, row, asOf }, known) {
    const key = `${t.frames.file[row]}:${t.frames.func[row]}:${t.byFrame.of(row)[0]}`;
    if (key !== this.rangeOf) {
      this.rangeOf = key;
      this.range = extent(this.source, t.frames.func[row], t.lineAt(t.byFrame.of(row)[0]));
    }
    return this.range
      ? notRun(this.source, this.range, (line) => (known.first.get(line) ?? Infinity) <= asOf)
      : new Set();
  }

  /** @param {Set<number>} wanted */
  dims(wanted) {
    for (const line of this.dimmed) if (!wanted.has(line)) this.lines[line - 1]?.el.classList.remove("off");
    for (const line of wanted) if (!this.dimmed.has(line)) this.lines[line - 1]?.el.classList.add("off");
    this.dimmed = wanted;
  }
}
