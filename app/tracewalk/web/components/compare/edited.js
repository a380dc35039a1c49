// @ts-check
/** The old truth: beside a prediction of a branch, what the run had at the same place before the edit. */
import { get } from "../stepper/api.js";
import { Said } from "./said.js";
import { pairsOf } from "./table.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("../stepper/trace.js").Trace} Trace @typedef {import("./session.js").Session} Session */

export class OldTruth {
  /** @param {App} app @param {Session} session */
  constructor(app, session) {
    this.app = app;
    this.session = session;
    /** The windows asked for, each with what its parent had there once it is known. @type {WeakMap<Trace, Said|null>} */
    this.known = new WeakMap();
  }

  /** The parent of the branch on the page; "" where it is none, or stands beside another run anyhow. */
  get parent() {
    const { origin, parent } = this.app.view.about.trace;
    return origin === "branch" && this.session.subject.sort !== "other" ? String(parent ?? "") : "";
  }

  /**
   * Values by name of a frame at one of its steps; null: there is nothing to show.
   * @param {Trace} trace @param {number} frameRow @param {import("../stepper/types.js").Binding[]} bindings @param {number} asOf
   * @returns {Map<string, string|null>|null}
   */
  values(trace, frameRow, bindings, asOf) {
    if (!this.parent) return null;
    const said = this.known.get(trace);
    if (said === undefined) void this.#load(trace);
    if (!said) return null;
    const source = { of: () => said, stepwise: false, silence: () => "" };
    const pairs = pairsOf(/** @type {Session} */ (/** @type {unknown} */ (source)), trace, frameRow, bindings, asOf);
    return new Map(pairs.map((pair) => [pair.name, pair.said?.text ?? null]));
  }

  /** Its parent may be gone: then there is nothing to show. @param {Trace} trace */
  async #load(trace) {
    this.known.set(trace, null);
    const query = { trace: this.app.data.trace_id, other: this.parent, from: trace.from, to: trace.to };
    const found = await get("api/compare", query).catch(() => null);
    if (found === null) return;
    this.known.set(trace, new Said(found.steps, trace));
    this.app.render();
  }
}
