// @ts-check
/** Whole turns: loaded block by block when they are needed, and kept. */
import { get } from "../stepper/api.js";

/** @typedef {import("./types.js").Turn} Turn */

const BLOCK = 8;
const KEPT = 60;

export class Turns {
  /** @param {string} api @param {number} n how many there are */
  constructor(api, n) {
    this.api = api;
    this.n = n;
    /** @type {Map<number, Promise<void>>} loads under way */
    this.coming = new Map();
    /** @type {Map<number, Turn[]>} by block, most recently used last */
    this.blocks = new Map();
  }

  /** @param {number} turn @returns {Turn|null} null where it is not loaded yet */
  now(turn) {
    const at = Math.floor(turn / BLOCK);
    const block = this.blocks.get(at);
    if (!block) return null;
    this.blocks.delete(at);
    this.blocks.set(at, block);
    return block[turn - at * BLOCK] ?? null;
  }

  /** @param {number} turn @returns {Promise<Turn>} @throws {import("../stepper/api.js").ApiError} */
  async get(turn) {
    await this.load(Math.floor(turn / BLOCK));
    const found = this.now(turn);
    if (!found) throw new Error(`Turn ${turn} is not there any more: the run was imported anew. Reload the page.`);
    return found;
  }

  /** Loads what is beside a turn, without anybody waiting for it. @param {number} turn */
  around(turn) {
    for (const at of [turn + 3, turn - 3])
      if (at >= 0 && at < this.n) void this.load(Math.floor(at / BLOCK)).catch(() => {});
  }

  /** @param {number} at a block @returns {Promise<void>} */
  load(at) {
    if (this.blocks.has(at)) return Promise.resolve();
    const known = this.coming.get(at);
    if (known) return known;
    const coming = this.#fetch(at).finally(() => this.coming.delete(at));
    this.coming.set(at, coming);
    return coming;
  }

  /** @param {number} at */
  async #fetch(at) {
    const from = at * BLOCK;
    const { turns } = await get(`${this.api}/turns`, { from, to: Math.min(from + BLOCK, this.n) });
    this.blocks.set(at, turns);
    if (this.blocks.size > KEPT) this.blocks.delete(/** @type {number} */ (this.blocks.keys().next().value));
  }
}
