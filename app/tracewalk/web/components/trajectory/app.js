// @ts-check
/** The page of one run: holds the focus, loads what it needs, and has every pane draw the turn. */
import { get } from "../stepper/api.js";
import { h } from "../stepper/dom.js";
import { failure } from "../stepper/notices.js";
import { Shell } from "../stepper/shell.js";
import { Address } from "../stepper/url.js";
import { COMMANDS } from "./commands.js";
import { ALSO, KEYS } from "./keys.js";
import { createPanels } from "./panels.js";
import { Diffs } from "./difftab.js";
import { createPanes } from "./panes.js";
import { GROUPS, Run } from "./run.js";
import { Turns } from "./turns.js";
import { reach, readFocus, withFocus } from "./url.js";

/** @typedef {import("./types.js").Focus} Focus @typedef {import("./types.js").About} About @typedef {"turn"|"diff"|"file"|"raw"} Tab */

const REST = 150;
const PASSED = 50;

/** @extends {Shell<import("./types.js").Data, Focus>} */
export class App extends Shell {
  /** @param {HTMLElement} root @param {import("../stepper/shell.js").Mounted<import("./types.js").Data>} component */
  constructor(root, component) {
    super(root, component);
    root.classList.add("trajectory");
    /** @type {Focus} */
    this.focus = { turn: 0, call: null, file: null };
    /** @type {Tab} */
    this.tab = "turn";
    /** @type {string|null} the file that was open last */
    this.lastFile = null;
    /** Whether all that folds is unfolded. */
    this.unfolded = false;
    /** @type {Set<string>} groups of kinds that are left out */
    this.hidden = new Set();
    this.run = /** @type {Run} */ (/** @type {unknown} */ (null));
    this.about = /** @type {About} */ (/** @type {unknown} */ (null));
    this.turns = new Turns(this.data.api, this.data.n_turns);
    this.diffs = new Diffs(this);
    this.restTimer = 0;
    /** @type {Promise<import("./types.js").Kin[]>|undefined} */
    this.kinAsked = undefined;
    this.panes = createPanes(this);
    this.above = createPanels(this);
    this.keepKeys();
    this.dress();
  }

  get keys() {
    return [...KEYS, ...ALSO];
  }

  get commands() {
    return COMMANDS;
  }

  get panels() {
    return this.above;
  }

  get loaded() {
    return Boolean(this.run);
  }

  told() {
    return this.focus;
  }

  /** Loads the run and goes to where the live URL says, else to where Python says. */
  async open() {
    const live = readFocus(location.search);
    const said = live.turn !== null || live.call !== null || live.file !== null;
    const wanted = said ? live : { turn: this.data.turn, call: this.data.call, file: this.data.file };
    this.root.replaceChildren(h("div", "loading", "Loading the run…"));
    const { api } = this.data;
    try {
      const first = Number.isInteger(wanted.turn) ? Math.min(wanted.turn ?? 0, this.data.n_turns - 1) : 0;
      const [about, outline, changes] = await Promise.all([
        get(api),
        get(`${api}/outline`),
        get(`${api}/changes`),
        this.turns.get(Math.max(0, first)).catch(() => null),
      ]);
      if (outline.turn.length === 0) throw new Error("This run has no turns: its log had none that could be read.");
      this.about = about;
      this.run = new Run(outline, changes);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.root.replaceChildren(failure("This run can't be shown", why, () => void this.open()));
      return;
    }
    this.root.replaceChildren(...this.panes.body, ...Object.values(this.panels).map((panel) => panel.el), this.message);
    this.fit();
    setTimeout(this.onResize, 400); // Streamlit settles the page around the element a little later
    this.address ??= new Address({ param: "trajectory", id: this.data.trajectory_id }, withFocus, (search) =>
      this.arrive(readFocus(search)),
    );
    this.arrive(wanted);
    clearTimeout(this.reportTimer); // Python knows where the page opened
    Object.assign(window, { __tracewalk: { ready: performance.now(), turn: this.focus.turn } });
    this.root.dataset.ready = "";
  }

  /** Goes where a link says. @param {import("./types.js").Wanted} wanted */
  arrive(wanted) {
    const { focus, problem } = reach(wanted, this.run.n, (t) => this.run.outline.calls[t].length);
    this.tab = focus.file === null ? (this.tab === "file" ? "turn" : this.tab) : "file";
    this.go(focus, "silent");
    this.panes.notice.complain(problem);
  }

  /**
   * Moves the focus, and draws it: from what is loaded at once, the rest when it comes.
   * @param {Partial<Focus>} to what is left out stays, but for the call
   * @param {"push"|"replace"|"silent"} how how the URL follows
   */
  go({ turn = this.focus.turn, call = null, file = this.focus.file }, how) {
    const token = this.begin();
    this.focus = { turn, call, file };
    if (file !== null) this.lastFile = file;
    this.render();
    this.address?.write(this.focus, how);
    this.report();
    // What is there is seen before anything is asked for; and a drag passes many turns, which need not be loaded.
    const wait = how === "replace" && !this.turns.now(turn) ? PASSED : 0;
    setTimeout(() => this.still(token) && void this.#load(turn, token), wait);
  }

  /** The turn if it is missing, and only then what is beside it. @param {number} turn @param {number} token */
  async #load(turn, token) {
    try {
      if (!this.turns.now(turn)) {
        await this.turns.get(turn);
        if (this.still(token)) this.render();
      }
      if (this.still(token)) this.turns.around(turn);
    } catch (error) {
      if (this.still(token)) this.panes.middle.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** A jump: one entry in the browser's history. @param {number} turn @param {number|null} [call] */
  jump(turn, call = null) {
    this.go({ turn, call }, "push");
  }

  /** Makes a jump of where the focus already is. */
  commit() {
    this.address?.write(this.focus, "push");
    this.report();
  }

  /** @param {string} path */
  openFile(path) {
    this.tab = "file";
    this.go({ file: path }, "push");
  }

  /** @param {Tab} tab */
  show(tab) {
    this.tab = tab;
    if (tab !== "file" && this.focus.file !== null) this.go({ file: null }, "push");
    else this.render();
  }

  fold() {
    this.unfolded = !this.unfolded;
    this.panes.middle.foldAll(this.unfolded);
    this.say(this.unfolded ? "All is unfolded, here and at other turns." : "Folded again.");
  }

  /** @param {number} t @returns {boolean} whether the user wants to see turns of its kind */
  shown(t) {
    if (this.hidden.size === 0) return true;
    const kind = this.run.kind(t);
    const group = GROUPS.find(([, kinds]) => kinds.includes(kind))?.[0] ?? "other";
    return !this.hidden.has(group);
  }

  /** The next shown turn. @param {number} from @param {1|-1} dir */
  next(from, dir) {
    for (let t = from + dir; t >= 0 && t < this.run.n; t += dir) if (this.shown(t)) return t;
    return null;
  }

  /** @param {Set<string>} groups */
  hide(groups) {
    this.hidden = groups;
    this.render();
  }

  /** Does something once the user rests; what was meant for an earlier moment is not done. @param {() => Promise<unknown>} what */
  later(what) {
    clearTimeout(this.restTimer);
    this.restTimer = window.setTimeout(() => void what().catch(() => {}), REST);
  }

  close() {
    clearTimeout(this.restTimer);
    super.close();
  }

  /** The runs that belong to this one; asked for once. @returns {Promise<import("./types.js").Kin[]>} */
  kin() {
    this.kinAsked ??= get(`${this.data.api}/kin`).then((answer) => answer.kin);
    this.kinAsked.catch(() => (this.kinAsked = undefined));
    return this.kinAsked;
  }

  /** The file that this turn changed, or the one that was changed last before it. @returns {string|null} */
  fileHere() {
    const files = this.run.filesAt(this.focus.turn);
    return (
      files.reduce((last, f) => (last === null || f.last >= last.last ? f : last), /** @type {any} */ (null))?.path ??
      null
    );
  }

  render() {
    if (!this.run) return;
    const { turn, call, file } = this.focus;
    const view = { run: this.run, about: this.about, turn, call, file, whole: this.turns.now(turn) };
    for (const pane of this.panes.all) pane.render(view);
    // To scroll has the page laid out: once, after all is drawn.
    this.panes.list.settle();
    this.panes.middle.settle();
    this.root.dataset.turn = String(turn);
    const shared = /** @type {{__tracewalk?: {turn: number}}} */ (window).__tracewalk;
    if (shared) shared.turn = turn;
  }
}
