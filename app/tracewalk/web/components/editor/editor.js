// @ts-check
/** The editor: what is typed, run, completed and faulty. The text is the browser's until it is run. */
import { button, fill, h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { Area } from "./area.js";
import { Bar } from "./bar.js";
import { offer } from "./complete.js";
import { desk, differ } from "./desk.js";
import { kept, keep } from "./draft.js";
import { Form, fieldsOf } from "./fields.js";
import { Menu } from "./menu.js";
import { lineColumn, unitsAt } from "./sql.js";

/** @typedef {import("./types.js").Component} Component */
/** @typedef {import("./types.js").Word} Word */

/** How many lines of comments a text begins with. @param {string} text */
function headerLines(text) {
  const first = text.split("\n").findIndex((line) => !line.startsWith("--"));
  return Math.max(0, first);
}

/** As a text field writes it; lines left empty at its end ask nothing else. @param {string} text */
function plainly(text) {
  return text.replace(/\r\n?/g, "\n").trimEnd();
}

export class Editor {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    this.turn = NaN;
    /** @type {Word[]} */
    this.words = [];
    this.area = new Area(root, () => {
      this.typed();
      this.complete(false);
    });
    this.fault = h("div", { class: "error", role: "alert" });
    this.fault.hidden = true;
    root.append(this.fault);
    this.form = new Form(root, { run: () => this.run(), changed: () => this.tell() });
    this.bar = new Bar(root, { run: () => this.run(), cancel: () => this.cancel() });
    this.menu = new Menu(root, this.area.field, (word) => this.take(word));
    /** @type {{from: number, to: number}|null} */
    this.place = null;
    this.area.field.addEventListener("keydown", (event) => this.key(event));
    this.area.field.addEventListener("blur", () => this.menu.close());
    this.area.field.addEventListener("click", () => this.menu.close());
    this.leave = new AbortController();
    document.addEventListener("keydown", (event) => this.anywhere(event), { signal: this.leave.signal });
    this.update(component);
    const draft = kept(this.data.text);
    if (draft !== null) {
      this.area.reset(draft);
      this.typed();
    }
    root.dataset.ready = "true";
  }

  /** Streamlit calls again with what the server knows now. @param {Component} component */
  update(component) {
    this.component = component;
    const { data } = component;
    const afresh = data.turn !== this.turn;
    const news = afresh || JSON.stringify(data.fault) !== JSON.stringify(this.data.fault);
    this.data = data;
    this.turn = data.turn;
    this.root.dataset.theme = themeOf(this.root);
    this.area.known = new Set(data.words.map((word) => word.text.toLowerCase()));
    const functions = data.functions.map((text) => /** @type {Word} */ ({ text, kind: "function", about: "" }));
    this.words = [...data.words, ...functions];
    // What the header of a named query says stands above the editor.
    if (afresh) this.area.reset(data.text, data.named ? headerLines(data.text) : 0);
    else this.area.draw();
    this.form.show(this.edited ? fieldsOf(this.area.text, data.fields) : data.fields, afresh);
    if (news) this.showFault();
    this.bar.tells(data.told);
    this.bar.runs(data.running, data.cancelled);
    this.tell();
    desk.insert = (text, select) => this.insert(text, select);
  }

  get edited() {
    return plainly(this.area.text) !== plainly(this.data.text);
  }

  typed() {
    this.fault.hidden = true;
    this.form.show(fieldsOf(this.area.text, this.data.fields), false);
    keep(this.data.text, this.area.text);
    this.tell();
  }

  tell() {
    const { named, refusal, told, fault, running, cancelled } = this.data;
    const retyped = this.edited;
    const edited = retyped || this.form.differs(this.data.fields);
    const typed = this.area.text.trim() !== "" && this.area.text !== named;
    this.bar.say(refusal && typed ? "Typed SQL cannot run here; the named queries can." : "", true);
    if (!edited) this.bar.dates("");
    else if (told || fault || cancelled || running !== null) this.bar.dates("edited since it was run");
    else this.bar.dates(named && retyped && typed ? "edited: it runs as text of your own" : "not run yet");
    differ(this.root, { edited, retyped });
  }

  run() {
    const { text } = this.area;
    this.menu.close();
    if (!text.trim() || this.bar.running) return;
    const missing = this.form.missing();
    if (missing !== null) {
      this.bar.say(`$${missing} needs a value`, true);
      return;
    }
    this.fault.hidden = true;
    this.bar.runs(0);
    this.bar.say("");
    this.bar.dates("");
    keep(text, text); // what is run is a draft no more: the address holds it
    this.component.setTriggerValue("asked", { kind: "run", text, given: this.form.given() });
  }

  cancel() {
    this.bar.cancel.disabled = true;
    this.component.setTriggerValue("asked", { kind: "cancel" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (this.menu.key(event)) return;
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.complete(true);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].includes(event.key)) this.menu.close();
  }

  /** Ctrl-Enter runs from anywhere on the page, Esc cancels. @param {KeyboardEvent} event */
  anywhere(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && this.bar.running) this.cancel();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.run();
    }
  }

  /** @param {boolean} asked by a key, not by typing */
  complete(asked) {
    const { selectionStart: at, selectionEnd: end } = this.area.field;
    const found = at === end ? offer(this.area.text, at, this.words, asked) : null;
    this.place = found;
    if (found) this.menu.show(found.words, this.area.below(found.from, this.root));
    else this.menu.close();
  }

  /** @param {Word} word */
  take(word) {
    if (!this.place) return;
    const { from, to } = this.place;
    const calls = (word.kind === "macro" || word.kind === "function") && this.area.text[to] !== "(";
    const text = calls ? `${word.text}()` : word.text;
    this.area.write(from, to, text, calls ? text.length - 1 : text.length);
    this.menu.close();
  }

  /** Writes at the caret, apart from what stands there. @param {string} text @param {[number, number]} [select] */
  insert(text, select) {
    const { selectionStart: from, selectionEnd: to, value } = this.area.field;
    const before = from > 0 && /[\p{L}\p{N}_$,)]$/u.test(value.slice(0, from)) ? " " : "";
    const after = /^[\p{L}\p{N}_$]/u.test(value.slice(to)) ? " " : "";
    const [at, size] = select ?? [text.length + after.length, 0];
    this.area.write(from, to, before + text + after, before.length + at, size);
    this.menu.close();
  }

  showFault() {
    const { fault } = this.data;
    this.fault.hidden = fault === null;
    this.area.fault = null;
    this.area.draw();
    if (fault === null) return;
    const said = h("span", "said", fault.message);
    // What was typed since then has its characters elsewhere.
    if (fault.position === null || this.edited) {
      fill(this.fault, said);
      return;
    }
    const at = unitsAt(this.area.text, fault.position);
    const { line, column } = lineColumn(this.area.text, at);
    this.area.markFault(at);
    const title = "Go there";
    const place = button(`line ${line}, column ${column}`, () => this.area.goTo(at), { class: "link", title });
    fill(this.fault, place, said);
  }

  close() {
    this.leave.abort();
    this.bar.runs(null);
    differ(this.root, { edited: false, retyped: false });
    desk.insert = null;
  }
}
