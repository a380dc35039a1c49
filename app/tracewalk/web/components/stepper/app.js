// @ts-check
/** The stepper itself: holds the focus, loads what it needs, and has every pane draw the moment. */
import { get } from "./api.js";
import { COMMANDS } from "./commands.js";
import { h } from "./dom.js";
import { isTyping, keyOf } from "./keys.js";
import { arrange, createPanels, createPanes } from "./layout.js";
import { failure } from "./notices.js";
import { themeOf } from "./theme.js";
import { Address, readFocus } from "./url.js";
import { Windows } from "./windows.js";

/** @typedef {import("./types.js").Focus} Focus @typedef {import("./types.js").View} View @typedef {import("./types.js").Source} Source */
/** @typedef {{step: number|null, frame: number|null, name: string|null}} Wanted as a link says it */

const REPORT = 300;
const MESSAGE = 4_000;
/** @type {Source} */
const NO_SOURCE = { path: "", program_id: "", text: "", lines: [] };

export class App {
  /** @param {HTMLElement} root @param {import("./types.js").Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    /** @type {Focus} */
    this.focus = { step: 0, frame: null, name: null };
    /** @type {View["line"]} */
    this.line = null;
    /** @type {import("./types.js").Outline|null} */
    this.outline = null;
    this.theme = themeOf(root);
    /** The moment that is shown; set once the trace is loaded. */
    this.view = /** @type {View} */ (/** @type {unknown} */ (null));
    this.windows = new Windows(this.data.api, this.data.window);
    /** @type {Address|null} */
    this.address = null;
    this.turn = 0;
    /** The step that a load under way will show: further steps go on from there. */
    this.goal = 0;
    this.messageTimer = 0;
    this.reportTimer = 0;
    this.message = h("div", { class: "toast", role: "status" });
    this.message.hidden = true;
    this.panels = createPanels(this);
    this.panes = createPanes(this);
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.onResize = () => this.fit();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("resize", this.onResize);
    this.dress();
  }

  /** Loads the trace and goes to where the live URL says, else to where Python says. */
  async open() {
    const live = readFocus(location.search);
    /** @type {Wanted} */
    const wanted =
      live.step === null && live.frame === null && live.name === null
        ? { step: this.data.step, frame: this.data.frame, name: this.data.var }
        : live;
    const first = Number.isInteger(wanted.step) ? Math.max(0, wanted.step ?? 0) : 0;
    this.root.replaceChildren(h("div", "loading", "Loading the trace…"));
    try {
      const [about, trace] = await Promise.all([
        get(this.data.api),
        this.windows.at(first).catch(() => this.windows.at(0)),
      ]);
      if (trace.nSteps === 0) throw new Error("This trace has no steps: nothing of it was recorded.");
      this.begin();
      this.view = /** @type {View} */ ({
        trace,
        about,
        step: first,
        running: 0,
        row: 0,
        asOf: 0,
        name: null,
        line: null,
      });
    } catch (error) {
      this.root.replaceChildren(
        failure(
          "This trace can't be shown",
          error instanceof Error ? error.message : String(error),
          () => void this.open(),
        ),
      );
      return;
    }
    this.layout();
    this.address ??= new Address(this.data.trace_id, (to) => void this.arrive(to));
    await this.arrive(wanted);
    clearTimeout(this.reportTimer); // Python knows where the page opened: it gave the step, or the URL did
    const ready = { ready: performance.now(), step: this.focus.step };
    Object.assign(window, { __tracewalk: ready });
    this.root.dataset.ready = "";
    if (this.view.trace.nSteps > this.view.trace.to - this.view.trace.from) void this.loadOutline();
  }

  async loadOutline() {
    this.outline = await get(`${this.data.api}/outline`, { buckets: 800 }).catch(() => null);
    this.render();
  }

  layout() {
    const panels = Object.values(this.panels).map((panel) => panel.el);
    this.root.replaceChildren(...arrange(this.panes), ...panels, this.message);
    this.fit();
    setTimeout(this.onResize, 400); // Streamlit settles the page around the element a little later
  }

  /** Goes where a link says; what is not there is said, never passed over. @param {Wanted} wanted */
  async arrive({ step, frame, name }) {
    const n = this.view.trace.nSteps;
    const beyond = step !== null && step >= n;
    const good = !beyond && (step === null || (Number.isInteger(step) && step >= 0));
    const shown = beyond ? n - 1 : good ? (step ?? 0) : 0;
    await this.go(shown, "silent", { frame: Number.isInteger(frame) ? frame : null, name });
    if (!good) {
      const digits = (/** @type {number} */ k) => k.toLocaleString("en");
      const asked = beyond ? `step ${digits(step)}` : "a step that is no number";
      const which = beyond ? `the last one, step ${digits(n - 1)}` : "step 0";
      const there = `this trace has steps 0 to ${digits(n - 1)}`;
      this.panes.notices.complain(`The link asks for ${asked}, but ${there}. Shown is ${which}.`);
    } else if (frame !== null && !this.view.trace.rowOf.has(frame)) {
      const asked = Number.isNaN(frame) ? "a frame that is no number" : `frame ${frame}, which has no steps here`;
      this.panes.notices.complain(`The link asks for ${asked}. Shown is the running frame.`);
    }
  }

  /**
   * Moves the focus. Beyond the loaded window it loads the window that holds the step.
   * @param {number} step
   * @param {"push"|"replace"|"silent"} how how the URL follows
   * @param {{frame?: number|null, name?: string|null}} [more] by default the running frame, and the same name
   */
  async go(step, how, { frame = null, name = this.focus.name } = {}) {
    const token = this.begin();
    let { trace } = this.view;
    this.goal = step;
    if (!trace.has(step)) {
      this.say(`Loading steps around ${step.toLocaleString("en")}…`);
      try {
        trace = await this.windows.at(step);
      } catch (error) {
        this.say(error instanceof Error ? error.message : String(error));
        this.goal = this.focus.step;
        return;
      }
      if (!this.still(token)) return;
      if (trace !== this.view.trace) this.line = null;
      this.message.hidden = true;
    }
    const running = trace.frameAt(step);
    const row = frame === null ? running : (trace.rowOf.get(frame) ?? running);
    this.focus = { step, frame: row === running ? null : trace.frames.id[row], name };
    this.view = {
      trace,
      about: this.view.about,
      step,
      running,
      row,
      asOf: trace.lastStep(row, step),
      name,
      line: this.line,
    };
    this.render();
    this.address?.write(this.focus, how);
    this.report();
  }

  /** A jump: one entry in the browser's history. @param {number} step */
  jump(step) {
    return this.go(step, "push");
  }

  /** Makes a jump of where the focus already is. */
  commit() {
    this.address?.write(this.focus, "push");
    this.report();
  }

  /** Another frame or name at the same step. @param {{frame?: number|null, name?: string|null}} what */
  select({ frame = this.focus.frame, name = this.focus.name }) {
    return this.go(this.focus.step, "push", { frame, name });
  }

  /** @param {View["line"]} line */
  selectLine(line) {
    this.line = line;
    this.view = { ...this.view, line };
    this.render();
  }

  /** @param {string} name @param {1|-1} dir */
  async command(name, dir) {
    try {
      await COMMANDS[name](this, dir);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Begins something that a later move makes void. */
  begin() {
    return ++this.turn;
  }

  /** @param {number} token */
  still(token) {
    return token === this.turn;
  }

  /** @param {string} path @param {Record<string, string|number|null>} query @returns {Promise<any>} */
  ask(path, query) {
    return get(this.data.api + path, query);
  }

  /** @param {View["trace"]} trace @param {number} file @returns {Source} */
  sourceOf(trace, file) {
    const wanted = trace.files[file];
    const { sources } = this.view.about;
    return (
      sources.find((s) => s.path === wanted?.path) ??
      sources.find((s) => s.program_id === wanted?.program_id) ??
      NO_SOURCE
    );
  }

  /** A short word to the user, which goes by itself. @param {string} text */
  say(text) {
    clearTimeout(this.messageTimer);
    this.message.textContent = text;
    this.message.hidden = false;
    this.messageTimer = window.setTimeout(() => (this.message.hidden = true), MESSAGE);
  }

  escape() {
    const closed = Object.values(this.panels)
      .map((panel) => panel.close())
      .some(Boolean);
    this.message.hidden = true;
    if (!closed && this.focus.frame !== null) void this.select({ frame: null });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented || !this.root.isConnected || !this.view || isTyping(event)) return;
    const key = keyOf(event);
    if (!key) return;
    event.preventDefault();
    event.stopPropagation();
    void this.command(key.command, key.dir ?? 1);
  }

  render() {
    if (!this.view) return;
    for (const pane of Object.values(this.panes)) pane.render(this.view);
    this.root.dataset.step = String(this.focus.step);
    const shared = /** @type {{__tracewalk?: {step: number}}} */ (window).__tracewalk;
    if (shared) shared.step = this.focus.step;
  }

  /** Tells Python, once the user rests. */
  report() {
    clearTimeout(this.reportTimer);
    this.reportTimer = window.setTimeout(() => {
      const { step, frame, name } = this.focus;
      this.component.setStateValue("focus", { step, frame, var: name });
    }, REPORT);
  }

  /** Takes the theme and the height of its surroundings; called again at a theme flip. */
  dress() {
    this.theme = themeOf(this.root);
    this.root.dataset.theme = this.theme;
    this.fit();
    this.render();
  }

  fit() {
    const top = this.root.getBoundingClientRect().top + window.scrollY;
    this.root.style.height = `${Math.max(560, window.innerHeight - Math.min(top, 240) - 12)}px`;
  }

  close() {
    clearTimeout(this.reportTimer);
    clearTimeout(this.messageTimer);
    this.begin();
    this.address?.close();
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("resize", this.onResize);
  }
}
