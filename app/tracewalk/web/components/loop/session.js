// @ts-check
/** The loop of this tab. It goes on while other pages are looked at: the element comes and goes, this stays. */
import { get, post, remove } from "../stepper/api.js";

/** @typedef {import("./types.js").Told} Told */

const ASK = 500;
const TRIES = 5;

class Session extends EventTarget {
  constructor() {
    super();
    this.api = "";
    /** @type {"idle"|"sending"|"watching"|"over"} */
    this.state = "idle";
    /** @type {Told|null} */
    this.told = null;
    /** @type {string|null} */
    this.error = null;
    /** checks that the page was told of */
    this.seen = 0;
    this.closed = "";
    this.turn = 0;
  }

  get busy() {
    return this.state === "sending" || this.state === "watching";
  }

  /** @param {"idle"|"sending"|"watching"|"over"} state */
  move(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} api @param {unknown} asked */
  async start(api, asked) {
    if (this.busy) return;
    const turn = this.fresh(api);
    this.move("sending");
    try {
      await this.watch(await post(api, asked), turn);
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    }
  }

  /** Watch one that runs on the server already. @param {string} api @param {string} id */
  async attach(api, id) {
    if (this.busy || this.told?.loop === id || this.closed === id) return;
    const turn = this.fresh(api);
    try {
      await this.watch(await get(`${api}/loops/${id}`), turn);
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    }
  }

  /** @param {string} api */
  fresh(api) {
    Object.assign(this, { api, told: null, error: null, seen: 0 });
    return ++this.turn;
  }

  /** @param {Told} told @param {number} turn */
  async watch(told, turn) {
    let failed = 0;
    for (;;) {
      if (turn !== this.turn) return;
      this.told = told;
      const over = ["done", "stopped", "failed"].includes(told.state);
      this.error = told.error;
      this.move(over ? "over" : "watching");
      if (over) return;
      await new Promise((resolve) => setTimeout(resolve, ASK));
      if (turn !== this.turn) return;
      try {
        const now = await get(`${this.api}/loops/${told.loop}`, { version: told.version });
        told = now.unchanged ? { ...told, seconds: now.seconds } : now;
        failed = 0;
      } catch (error) {
        if (++failed >= TRIES) throw error;
      }
    }
  }

  async stop() {
    if (this.told) await remove(`${this.api}/loops/${this.told.loop}`).catch((error) => this.fail(error));
  }

  /** @param {unknown} error */
  fail(error) {
    this.error = error instanceof Error ? error.message : String(error);
    this.move("over");
  }

  close() {
    this.closed = this.told?.loop ?? "";
    this.turn++;
    this.told = null;
    this.error = null;
    this.move("idle");
  }
}

/** One for the tab: modules are loaded once. */
export const session = new Session();
