// @ts-check
/** Two runs under one cursor: holds the focus, a row of their alignment, loads what it needs, has every pane draw it. */
import { get } from "../stepper/api.js";
import { h } from "../stepper/dom.js";
import { failure } from "../stepper/notices.js";
import { Shell } from "../stepper/shell.js";
import { Address } from "../stepper/url.js";
import { COMMANDS } from "./commands.js";
import { ALSO, KEYS } from "./keys.js";
import { Pairs } from "./pairs.js";
import { createPanels } from "./panels.js";
import { createPanes } from "./panes.js";
import { Side } from "./side.js";
import { placeOf, reach, readPlace, withPlace } from "./url.js";

/** @typedef {import("./types.js").Focus} Focus @typedef {import("./types.js").Which} Which @typedef {import("./types.js").Place} Place */
/** @typedef {"turns"|"patches"|"tests"} Tab */

const LOAD = 25;

/** @extends {Shell<import("./types.js").Data, Place>} */
export class App extends Shell {
  /** @param {HTMLElement} root @param {import("../stepper/shell.js").Mounted<import("./types.js").Data>} component */
  constructor(root, component) {
    super(root, component);
    root.classList.add("beside");
    /** @type {Focus} */
    this.focus = { row: 0, file: null };
    /** @type {Tab} */
    this.tab = "turns";
    /** Whether all that folds is unfolded. */
    this.unfolded = false;
    /** Whether rows that are the same are left out. */
    this.only = false;
    this.sides = { left: new Side(this, "left"), right: new Side(this, "right") };
    this.pairs = /** @type {Pairs} */ (/** @type {unknown} */ (null));
    this.loadTimer = 0;
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
    return Boolean(this.pairs);
  }

  told() {
    return this.place;
  }

  get place() {
    return placeOf(this.pairs, this.focus.row, this.focus.file);
  }

  /** Loads both runs and goes to where the live URL says, else to where Python says, else to where they part. */
  async open() {
    this.root.replaceChildren(h("div", "loading", "Aligning the two runs…"));
    const { left, right } = this.sides;
    try {
      const [told] = await Promise.all([get(this.data.api[""]), left.load(), right.load()]);
      if (told.left.length === 0) throw new Error("Neither run has a turn: their logs had none that could be read.");
      this.pairs = new Pairs(told, left.run, right.run);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.root.replaceChildren(failure("These runs can't be shown", why, () => void this.open()));
      return;
    }
    this.root.replaceChildren(...this.panes.body, ...Object.values(this.panels).map((panel) => panel.el), this.message);
    this.fit();
    setTimeout(this.onResize, 400); // Streamlit settles the page around the element a little later
    const other = right.data.trajectory_id;
    this.address ??= new Address(
      { param: "trajectory", id: left.data.trajectory_id },
      (href, place) => withPlace(href, place, other),
      (search) => this.arrive(readPlace(search)),
    );
    const { turn, other_turn, file } = this.data;
    const live = readPlace(location.search);
    this.arrive(Object.values(live).some((value) => value !== null) ? live : { turn, other_turn, file });
    clearTimeout(this.reportTimer); // Python knows where the page opened
    Object.assign(window, { __tracewalk: { ready: performance.now(), row: this.focus.row } });
    this.root.dataset.ready = "";
    this.root.focus({ preventScroll: true });
  }

  /** Goes where a link says. @param {Place} place */
  arrive(place) {
    const { row, problem } = reach(place, this.pairs);
    this.tab = place.file === null ? (this.tab === "patches" ? "turns" : this.tab) : "patches";
    this.go({ row, file: place.file }, "silent");
    this.panes.notice.complain(problem);
  }

  /**
   * Moves the focus, and draws it: from what is loaded at once, the rest when it comes.
   * @param {Partial<Focus>} to what is left out stays
   * @param {"push"|"replace"|"silent"} how how the URL follows
   */
  go({ row = this.focus.row, file = this.focus.file }, how) {
    const token = this.begin();
    this.focus = { row, file };
    this.render();
    this.address?.write(this.place, how);
    this.report();
    clearTimeout(this.loadTimer);
    this.loadTimer = window.setTimeout(() => this.#load(token), LOAD);
  }

  /** Asks for the turns of the row and of those around it, once the keys rest. @param {number} token */
  #load(token) {
    for (const side of Object.values(this.sides)) {
      const turn = this.pairs.turn(this.focus.row, side.which);
      if (turn < 0) continue;
      if (!side.turns.now(turn))
        side.turns.get(turn).then(
          () => this.still(token) && this.render(),
          (error) =>
            this.still(token) &&
            this.panes.pages.fail(side.which, error instanceof Error ? error.message : String(error)),
        );
      side.turns.around(turn);
    }
  }

  /** A jump: one entry in the browser's history. @param {number} row */
  jump(row) {
    this.go({ row }, "push");
  }

  /** Makes a jump of where the focus already is. */
  commit() {
    this.address?.write(this.place, "push");
    this.report();
  }

  /** @param {string} path */
  openFile(path) {
    this.tab = "patches";
    this.go({ file: path }, "push");
  }

  /** @param {Tab} tab */
  show(tab) {
    this.tab = tab;
    if (tab !== "patches" && this.focus.file !== null) this.go({ file: null }, "push");
    else this.render();
  }

  fold() {
    this.unfolded = !this.unfolded;
    this.panes.pages.foldAll(this.unfolded);
    this.say(this.unfolded ? "All is unfolded, here and at other turns." : "Folded again.");
  }

  /** @param {boolean} only */
  showOnly(only) {
    this.only = only;
    this.render();
    this.say(only ? "Only rows that differ are shown, and stepped through." : "All rows are shown.");
  }

  /** @param {number} row @returns {boolean} whether the user wants to see it */
  shown(row) {
    return !this.only || this.pairs.likeness(row) !== "same" || this.pairs.otherResult(row);
  }

  /** The next shown row. @param {number} from @param {1|-1} dir */
  next(from, dir) {
    for (let row = from + dir; row >= 0 && row < this.pairs.n; row += dir) if (this.shown(row)) return row;
    return null;
  }

  /** This page with other runs. @param {string} left @param {string} right ids @param {boolean} [swapped] these two: at the same row */
  linkTo(left, right, swapped = false) {
    const page = this.data.page
      .replace("{left}", encodeURIComponent(left))
      .replace("{right}", encodeURIComponent(right));
    const { turn, other_turn } = this.place;
    const place = { turn: other_turn, other_turn: turn, file: this.focus.file };
    const url = new URL(page, document.baseURI);
    return (swapped ? withPlace(url.href, place, right) : url).toString();
  }

  render() {
    if (!this.pairs) return;
    const view = { pairs: this.pairs, ...this.focus };
    for (const pane of this.panes.all) pane.render(view);
    this.panes.pages.settle();
    this.panes.list.settle();
    this.root.dataset.row = String(this.focus.row);
    const shared = /** @type {{__tracewalk?: {row: number}}} */ (window).__tracewalk;
    if (shared) shared.row = this.focus.row;
  }

  close() {
    clearTimeout(this.loadTimer);
    super.close();
  }
}
