// @ts-check
/** Windows of a trace's steps: loaded when needed, the last few kept. */
import { get } from "./api.js";
import { Trace } from "./trace.js";

const KEPT = 3;

export class Windows {
  /** @param {string} api @param {number} size steps in a window */
  constructor(api, size) {
    this.api = api;
    this.size = size;
    /** @type {Map<number, Promise<Trace>>} by first step, most recently used last */
    this.loaded = new Map();
  }

  /** @param {number} step @returns {Promise<Trace>} the window that holds it @throws {import("./api.js").ApiError} */
  at(step) {
    const from = Math.floor(step / this.size) * this.size;
    const known = this.loaded.get(from) ?? this.#kept(from);
    this.loaded.delete(from);
    this.loaded.set(from, known);
    if (this.loaded.size > KEPT) this.loaded.delete(/** @type {number} */ (this.loaded.keys().next().value));
    return known;
  }

  /** @param {number} from */
  #kept(from) {
    const coming = this.load(from, from + this.size);
    coming.catch(() => this.loaded.delete(from));
    return coming;
  }

  /** @param {number} from @param {number} to @returns {Promise<Trace>} */
  async load(from, to) {
    return new Trace(await get(`${this.api}/steps`, { from, to }));
  }
}
