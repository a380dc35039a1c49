// @ts-check
/** One of the two runs: what is known of it, its turns, and all that the drawing of a turn asks of its page. */
import { get } from "../stepper/api.js";
import { Run } from "../trajectory/run.js";
import { createTurn } from "../trajectory/turn.js";
import { Turns } from "../trajectory/turns.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Which} Which */
/** @typedef {import("../trajectory/types.js").About} About @typedef {import("../trajectory/types.js").Turn} Turn @typedef {import("../trajectory/types.js").Kin} Kin */

export class Side {
  /** @param {App} app @param {Which} which */
  constructor(app, which) {
    this.app = app;
    this.which = which;
    this.data = app.data[which];
    this.root = app.root;
    this.turns = new Turns(this.data.api, this.data.n_turns);
    this.run = /** @type {Run} */ (/** @type {unknown} */ (null));
    this.about = /** @type {About} */ (/** @type {unknown} */ (null));
    /** @type {Promise<Kin[]>|undefined} */
    this.kinAsked = undefined;
    this.panes = { middle: { showPatch: () => app.show("patches") } };
  }

  async load() {
    const { api } = this.data;
    const [about, outline, changes] = await Promise.all([get(api), get(`${api}/outline`), get(`${api}/changes`)]);
    this.about = about;
    this.run = new Run(outline, changes);
  }

  /** The runs that belong to it; asked for once. @returns {Promise<Kin[]>} */
  kin() {
    this.kinAsked ??= get(`${this.data.api}/kin`).then((answer) => answer.kin);
    this.kinAsked.catch(() => (this.kinAsked = undefined));
    return this.kinAsked;
  }

  get unfolded() {
    return this.app.unfolded;
  }

  /** @param {string} text */
  say(text) {
    this.app.say(text);
  }

  /** @param {number} turn */
  jump(turn) {
    this.app.jump(this.app.pairs.rows[this.which][turn]);
  }

  /** @param {string} path */
  openFile(path) {
    this.app.openFile(path);
  }

  /** A whole turn as on the run's own page. @param {Turn} turn */
  draw(turn) {
    return createTurn(/** @type {any} */ (this), turn);
  }

  /** Who ran, in few words; where that is the same on both sides, with what tells the runs apart. */
  get who() {
    const { sides } = this.app;
    const other = this.which === "left" ? sides.right : sides.left;
    if (this.#agent !== other.#agent) return this.#agent;
    const { source_file: file, trajectory_id: id } = this.about.trajectory;
    const name =
      String(file ?? "")
        .split("/")
        .pop() ?? "";
    const theirs = String(other.about.trajectory.source_file ?? "")
      .split("/")
      .pop();
    return `${this.#agent} · ${name && name !== theirs ? name : `${String(id).slice(0, 8)}…`}`;
  }

  get #agent() {
    const { agent, model, name } = this.about.trajectory;
    return [agent, model].filter(Boolean).join(" · ") || String(name);
  }
}
