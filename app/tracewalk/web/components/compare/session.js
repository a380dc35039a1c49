// @ts-check
/** What Compare knows besides the trace: the subject, its steps for each loaded window, and what went wrong. */
import { get } from "../stepper/api.js";
import { Windows } from "../stepper/windows.js";
import { Said, nothingSaid } from "./said.js";
import { NOTHING, UNKNOWN, asQuery, learn, readSubject, stepsOf, subjectOf } from "./subject.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("../stepper/trace.js").Trace} Trace */
/** @typedef {import("./types.js").Columns} Columns @typedef {import("./types.js").CompareData} CompareData */
/** @typedef {import("../stepper/predict.js").Endpoint} Endpoint */
/** @typedef {import("./subject.js").Subject} Subject @typedef {import("./subject.js").Known} Known */

/** Windows of the trace, each with what is said of it. */
class PairWindows extends Windows {
  /** @param {Session} session @param {string} api @param {number} size */
  constructor(session, api, size) {
    super(api, size);
    this.session = session;
  }

  /** @override @param {number} step */
  async at(step) {
    const from = Math.floor(step / this.size) * this.size;
    this.session.fetch(from, from + this.size);
    const trace = await super.at(step);
    await this.session.load(trace);
    return trace;
  }
}

export class Session {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    const data = /** @type {CompareData} */ (app.data);
    this.traceId = data.trace_id;
    this.windows = new PairWindows(this, data.api, data.window);
    /** @type {Subject} */
    this.subject = subjectOf({ job: data.job, prediction: data.prediction, other: data.other });
    /** @type {Known} */
    this.known = UNKNOWN;
    /** What the user must know of it; "" where all is well. */
    this.problem = "";
    /** Moves with everything that panes draw from here. */
    this.version = 0;
    /** By window; `blank`: it was drawn before anything of the subject had come. @type {WeakMap<Trace, {subject: Subject, said: Said, blank?: boolean}>} */
    this.saids = new WeakMap();
    /** @type {Map<string, Promise<Columns|null>>} steps under way or there, by subject and window */
    this.coming = new Map();
    /** What is known of the models, by the name of their endpoint. @type {Map<string, Endpoint>} */
    this.endpoints = new Map();
    void this.#learnEndpoints();
  }

  /** The words for what is compared with the truth. */
  get noun() {
    return this.subject.sort === "other" ? "the other run" : "the prediction";
  }

  /** Each step is asked by itself, so that nothing carries over from one to the next, and no error is inherited. */
  get stepwise() {
    return ["step", "return", "score"].includes(this.known.row?.mode);
  }

  /** Not one step was said. */
  get silent() {
    const { row } = this.known;
    return row !== null && this.subject.sort === "prediction" && !row.n_predicted;
  }

  /** What the rules of equality mean. @returns {Record<string, string>} */
  get rules() {
    return this.said.p.rules ?? {};
  }

  /** Why nothing is said at a step, in a word or two. @param {Said} said @param {number} step */
  silence(said, step) {
    const kind = said.verdict(step);
    if (kind === "missing") return "missing";
    if (kind === "malformed") return "malformed";
    if (kind !== null) return "not said here";
    if (this.subject.sort === "none" || this.problem) return "";
    if (this.silent) return "nothing said";
    return said.running ? "not yet" : "not asked";
  }

  /** What is said of a window that was loaded. @param {Trace} trace @returns {Said} */
  of(trace) {
    const kept = this.saids.get(trace);
    if (kept && kept.subject === this.subject) return kept.said;
    const said = nothingSaid(trace);
    this.saids.set(trace, { subject: this.subject, said, blank: true });
    return said;
  }

  /** What is said of the window on the page. */
  get said() {
    return this.of(this.app.view.trace);
  }

  /** @param {Trace} trace @param {Columns} columns @param {boolean} running */
  put(trace, columns, running) {
    this.saids.set(trace, { subject: this.subject, said: new Said(columns, trace, running) });
    this.version++;
  }

  /** @param {number} from @param {number} to @returns {Promise<Columns|null>} */
  fetch(from, to) {
    const { sort, id } = this.subject;
    const key = `${sort}:${id}:${from}`;
    const coming = this.coming.get(key) ?? stepsOf(this.subject, this.traceId, from, to);
    coming.catch(() => this.coming.delete(key));
    this.coming.clear(); // one window at a time is plenty: what was loaded is kept as an index
    this.coming.set(key, coming);
    return coming;
  }

  /** Makes sure that what is said of a window is there. A failure is said, and leaves the truth on the page. @param {Trace} trace */
  async load(trace) {
    const { subject } = this;
    const kept = this.saids.get(trace);
    const there = kept?.subject === subject && !kept.blank;
    if (subject.sort === "job" || this.silent || this.problem || there) return;
    try {
      const columns = await this.fetch(trace.from, trace.to);
      if (columns && subject === this.subject) this.put(trace, columns, false);
    } catch (error) {
      if (subject === this.subject) this.fail(error);
    }
  }

  /** @param {unknown} error */
  fail(error) {
    this.problem = error instanceof Error ? error.message : String(error);
    this.version++;
  }

  /** Before the trace is loaded: the live address wins over what Python knew. */
  async prepare() {
    const live = readSubject(location.search);
    if (live.sort !== "none") this.subject = live;
    await this.#learn();
  }

  /** A page without them only says less of its model. */
  async #learnEndpoints() {
    const { endpoints } = await get("api/endpoints").catch(() => ({ endpoints: [] }));
    this.endpoints = new Map(endpoints.map((/** @type {Endpoint} */ endpoint) => [endpoint.name, endpoint]));
    this.version++;
    this.app.render();
  }

  async #learn() {
    const { subject } = this;
    this.known = UNKNOWN;
    this.problem = "";
    try {
      const known = await learn(subject, this.traceId);
      if (subject === this.subject) this.known = known;
    } catch (error) {
      if (subject === this.subject) this.fail(error);
    }
    this.version++;
  }

  /**
   * Shows another subject at the same moment.
   * @param {Subject} subject
   * @param {"push"|"replace"|"silent"} how how the address follows
   */
  async use(subject, how) {
    this.app.address?.flush();
    this.subject = subject;
    await this.#learn();
    await this.load(this.app.view.trace);
    if (subject !== this.subject) return;
    this.app.render();
    if (how === "silent") return;
    this.app.address?.write(this.app.focus, how);
    this.app.report();
  }

  /** The browser went to an address that may say another subject. @param {string} search */
  async back(search) {
    const subject = readSubject(search);
    if (subject.sort !== this.subject.sort || subject.id !== this.subject.id) await this.use(subject, "silent");
  }

  also() {
    return asQuery(this.subject);
  }

  /** The first divergence, where a link says no step. @returns {number|null} */
  start() {
    return this.known.first;
  }
}

export { NOTHING };
