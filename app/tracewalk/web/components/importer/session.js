// @ts-check
/**
 * The import of this tab. It goes on while other pages are looked at: the element comes and goes, this stays.
 *
 * Files are sent a few at a time; then the server reads them, and is asked how far it is.
 */
import { get, post, remove } from "../stepper/api.js";

/** @typedef {import("./types.js").Brought} Brought @typedef {import("./types.js").Told} Told */

const AT_ONCE = 3;
const ASK = 400;

class Session extends EventTarget {
  constructor() {
    super();
    this.api = "";
    /** @type {"idle"|"sending"|"reading"|"over"} */
    this.state = "idle";
    this.id = "";
    this.files = 0;
    this.bytes = 0;
    this.sent = 0;
    /** @type {Told|null} */
    this.told = null;
    /** @type {string|null} */
    this.error = null;
    this.told_of = false;
    /** @type {Set<XMLHttpRequest>} */
    this.requests = new Set();
    this.turn = 0;
  }

  get busy() {
    return this.state === "sending" || this.state === "reading";
  }

  /** @param {"idle"|"sending"|"reading"|"over"} state */
  move(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} api @param {Brought[]} brought */
  async start(api, brought) {
    if (this.busy) return;
    const turn = this.fresh(api);
    this.files = brought.length;
    this.bytes = brought.reduce((sum, { file }) => sum + file.size, 0);
    this.move("sending");
    try {
      const made = await post(api, {});
      this.id = made.import;
      if (brought.length > made.files || this.bytes > made.bytes)
        throw new Error(
          `These are ${brought.length.toLocaleString("en")} files of ${this.bytes.toLocaleString("en")} bytes; one import here takes ${made.files.toLocaleString("en")} files and ${made.bytes.toLocaleString("en")} bytes. A zip is one file; without a limit goes: tracewalk import PATH`,
        );
      await this.send(brought, turn);
      if (turn !== this.turn) return;
      await post(`${this.api}/${this.id}`, {});
      await this.watch(turn);
    } catch (error) {
      if (turn !== this.turn) return;
      if (this.id) void remove(`${this.api}/${this.id}`).catch(() => null);
      this.fail(error);
    }
  }

  /** Watch an import that runs on the server already. @param {string} api @param {string} id */
  async attach(api, id) {
    if (this.busy || this.id === id) return;
    const turn = this.fresh(api);
    this.id = id;
    await this.watch(turn).catch((error) => turn === this.turn && this.fail(error));
  }

  /** @param {string} api */
  fresh(api) {
    Object.assign(this, { api, id: "", files: 0, bytes: 0, sent: 0, told: null, error: null, told_of: false });
    return ++this.turn;
  }

  /** @param {unknown} error */
  fail(error) {
    for (const request of this.requests) request.abort();
    this.error = error instanceof Error ? error.message : String(error);
    this.move("over");
  }

  /** @param {Brought[]} brought @param {number} turn */
  async send(brought, turn) {
    const waiting = [...brought].reverse();
    const worker = async () => {
      for (let next = waiting.pop(); next && turn === this.turn; next = waiting.pop()) await this.put(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** @param {Brought} one */
  put({ name, file }) {
    const url = new URL(`${this.api}/${this.id}/files`, document.baseURI);
    url.searchParams.set("name", name);
    const request = new XMLHttpRequest();
    this.requests.add(request);
    let before = 0;
    /** @param {number} now */
    const count = (now) => {
      this.sent += now - before;
      before = now;
      this.dispatchEvent(new Event("change"));
    };
    return /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        request.upload.onprogress = (event) => count(Math.min(event.loaded, file.size));
        request.onload = () => {
          count(file.size);
          if (request.status < 300) resolve();
          else reject(new Error(said(request)));
        };
        request.onerror = () =>
          reject(new Error(`${name} could not be sent: it cannot be read any more, or the server does not answer.`));
        request.onabort = () => resolve();
        request.onloadend = () => this.requests.delete(request);
        request.open("PUT", url);
        request.setRequestHeader("Content-Type", "application/octet-stream");
        request.send(file);
      })
    );
  }

  /** @param {number} turn */
  async watch(turn) {
    for (;;) {
      const told = await get(`${this.api}/${this.id}`);
      if (turn !== this.turn) return;
      this.told = told;
      if (["done", "stopped", "failed"].includes(told.state)) {
        this.error = told.error;
        this.move("over");
        return;
      }
      this.move("reading");
      await new Promise((resolve) => setTimeout(resolve, ASK));
    }
  }

  async stop() {
    const sending = this.state === "sending";
    if (sending) this.turn++;
    for (const request of this.requests) request.abort();
    if (this.id) await remove(`${this.api}/${this.id}`).catch(() => null);
    if (sending) {
      this.error = "Stopped before all files were there; nothing was imported.";
      this.move("over");
    }
  }

  close() {
    this.fresh(this.api);
    this.move("idle");
  }
}

/** @param {XMLHttpRequest} request */
function said(request) {
  try {
    return JSON.parse(request.responseText).error.message;
  } catch {
    return `The server answered ${request.status}, without saying why.`;
  }
}

export const session = new Session();
