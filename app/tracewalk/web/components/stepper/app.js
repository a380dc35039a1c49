// @ts-check
/** The stepper itself: holds the focus, loads what it needs, and has every pane draw the moment. */
import { get } from "./api.js";
import { missingFrame, reach, saysNothing } from "./arrival.js";
import { h } from "./dom.js";
import { failure } from "./notices.js";
import { Shell } from "./shell.js";
import { Address, readFocus, withFocus } from "./url.js";

/** @typedef {import("./types.js").Focus} Focus @typedef {import("./types.js").View} View @typedef {import("./types.js").Source} Source */
/** @typedef {import("./types.js").Wanted} Wanted @typedef {import("./types.js").Kit} Kit */

/** @type {Source} */
const NO_SOURCE = { path: "", program_id: "", text: "", lines: [] };

/** @extends {Shell<import("./types.js").Data, Focus>} */
export class App extends Shell {
  /**
   * @param {HTMLElement} root
   * @param {import("./types.js").Component} component
   * @param {(app: App) => Kit} makeKit what makes a page of it
   */
  constructor(root, component, makeKit) {
    super(root, component);
    /** @type {Focus} */
    this.focus = { step: 0, frame: null, name: null };
    /** @type {View["line"]} */
    this.line = null;
    /** @type {import("./types.js").Outline|null} */
    this.outline = null;
    /** The moment that is shown; set once the trace is loaded. */
    this.view = /** @type {View} */ (/** @type {unknown} */ (null));
    /** The step that a load under way will show: further steps go on from there. */
    this.goal = 0;
    this.kit = makeKit(this);
    this.windows = this.kit.windows;
    this.panes = this.kit.panes;
    this.dress();
  }

  get keys() {
    return this.kit.keys;
  }

  get commands() {
    return this.kit.commands;
  }

  get panels() {
    return this.kit.panels;
  }

  get loaded() {
    return Boolean(this.view);
  }

  told() {
    const { step, frame, name } = this.focus;
    return { step, frame, var: name, ...this.kit.also?.() };
  }

  /** Loads the trace and goes to where the live URL says, else to where Python says. */
  async open() {
    const live = readFocus(location.search);
    /** @type {Wanted} */
    const wanted = saysNothing(live) ? { step: this.data.step, frame: this.data.frame, name: this.data.var } : live;
    this.root.replaceChildren(h("div", "loading", "Loading the trace…"));
    try {
      await this.kit.prepare?.();
      wanted.step ??= this.kit.start?.() ?? null;
      const first = Number.isInteger(wanted.step) ? Math.max(0, wanted.step ?? 0) : 0;
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
    this.address ??= new Address(
      { param: "trace", id: this.data.trace_id },
      (href, /** @type {Focus} */ focus) => withFocus(href, focus, this.kit.also?.() ?? {}),
      (search) => void this.back(search),
    );
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
    this.root.replaceChildren(...this.kit.body, ...panels, this.message);
    this.fit();
    setTimeout(this.onResize, 400); // Streamlit settles the page around the element a little later
  }

  /** The browser moved in its history. @param {string} search */
  async back(search) {
    await this.kit.back?.(search);
    await this.arrive(readFocus(search));
  }

  /** Goes where a link says. @param {Wanted} wanted */
  async arrive({ step, frame, name }) {
    const to = reach(step, this.view.trace.nSteps);
    await this.go(to.step, "silent", { frame: Number.isInteger(frame) ? frame : null, name });
    const problem = to.problem || missingFrame(frame, this.view.trace);
    if (problem) this.panes.notices.complain(problem);
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

  escape() {
    if (!this.closeAll() && this.focus.frame !== null) void this.select({ frame: null });
  }

  render() {
    if (!this.view) return;
    for (const pane of Object.values(this.panes)) pane.render(this.view);
    this.root.dataset.step = String(this.focus.step);
    const shared = /** @type {{__tracewalk?: {step: number}}} */ (window).__tracewalk;
    if (shared) shared.step = this.focus.step;
  }

  close() {
    super.close();
    this.kit.close?.();
  }
}
