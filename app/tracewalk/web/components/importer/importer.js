// @ts-check
/** The way in: a line that says how, what happens while files are sent and read, and what became of them. */
import { button, count, fill, h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { chosen, dropped } from "./brought.js";
import { closing, head } from "./closing.js";
import { session } from "./session.js";

/** @typedef {import("./types.js").Component} Component @typedef {import("./types.js").Brought} Brought */

/** @param {number} n */
const size = (n) => (n < 1e6 ? `${Math.ceil(n / 1e3)} kB` : `${(n / 1e6).toFixed(n < 1e7 ? 1 : 0)} MB`);

export class Importer {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.over = h(
      "div",
      "over",
      h(
        "div",
        {},
        h("b", {}, "Drop to import"),
        h("span", {}, "Files, folders, zip and tar archives; the format of each is found by its content"),
      ),
    );
    this.over.hidden = true;
    this.line = h("div", "way");
    this.after = h("div", { class: "after", role: "status" });
    root.append(this.line, this.after, this.over);
    this.files = this.chooser(false);
    this.folder = this.chooser(true);
    this.depth = 0;
    this.offered = "";
    this.changed = () => this.draw();
    session.addEventListener("change", this.changed);
    this.listeners = /** @type {[string, (event: DragEvent) => void][]} */ ([
      ["dragenter", (event) => this.drag(event, 1)],
      ["dragleave", (event) => this.drag(event, -1)],
      ["dragover", (event) => holdsFiles(event) && event.preventDefault()],
      ["drop", (event) => void this.drop(event)],
    ]);
    for (const [name, listener] of this.listeners)
      document.addEventListener(name, /** @type {EventListener} */ (listener));
    this.update(component);
    root.dataset.ready = "true";
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    this.root.dataset.theme = themeOf(this.root);
    const { running, api } = component.data;
    if (running) void session.attach(api, running);
    this.draw();
  }

  /** @param {boolean} folder */
  chooser(folder) {
    const el = h("input", { label: folder ? "Choose a folder to import" : "Choose files to import" });
    el.type = "file";
    el.multiple = true;
    el.webkitdirectory = folder;
    el.hidden = true;
    el.addEventListener("change", () => {
      if (el.files) this.bring(chosen(el.files));
      el.value = "";
    });
    this.root.append(el);
    return el;
  }

  /** @param {DragEvent} event @param {1|-1} direction elements within the page are entered and left, too */
  drag(event, direction) {
    if (!holdsFiles(event)) return;
    this.depth = Math.max(0, this.depth + direction);
    this.over.hidden = this.depth === 0 || session.busy;
  }

  /** @param {DragEvent} event */
  async drop(event) {
    if (!event.dataTransfer || !holdsFiles(event)) return;
    event.preventDefault();
    this.depth = 0;
    this.over.hidden = true;
    if (session.busy) return;
    try {
      this.bring(await dropped(event.dataTransfer));
    } catch (error) {
      session.fail(error);
    }
  }

  /** @param {Brought[]} brought */
  bring(brought) {
    if (brought.length) void session.start(this.component.data.api, brought);
    else session.fail(new Error("There is no file in what was dropped, but for hidden ones."));
  }

  draw() {
    this.root.dataset.state = session.state;
    this.root.classList.toggle("large", this.component.data.large && session.state === "idle");
    if (session.busy) this.progress();
    else this.offer();
    this.closed();
  }

  offer() {
    const { large, command } = this.component.data;
    const now = `${session.state} ${large}`;
    if (this.offered === now) return;
    this.offered = now;
    const files = button("Choose files", () => this.files.click());
    const folder = button("Choose a folder", () => this.folder.click());
    fill(
      this.line,
      h("span", "sign", "⇪"),
      h(
        "span",
        "words",
        large
          ? "Drop agents' logs here: files, folders, zip or tar archives"
          : "Drop agents' logs anywhere on this page to import them",
      ),
      files,
      folder,
      large &&
        h(
          "span",
          "note",
          "SWE-agent, mini-SWE-agent, OpenHands, Claude Code, Codex, Inspect, ATIF, Terminal-Bench, CWM's dumps, chat messages",
        ),
      large && h("code", {}, command),
    );
  }

  progress() {
    this.offered = "";
    const { told, state } = session;
    const sending = state === "sending";
    const [done, total] = sending ? [session.sent, session.bytes] : [told?.done ?? 0, told?.total ?? 0];
    const words = sending
      ? `Sending ${count(session.files, "file")}: ${size(done)} of ${size(total)}`
      : told?.state === "waiting"
        ? "Waiting for another import"
        : `Reading ${told?.file ?? ""}`;
    const bar = h("progress", { label: "Import" });
    bar.max = Math.max(total, 1);
    bar.value = done;
    fill(
      this.line,
      h("span", "words", words),
      bar,
      h("span", "note", total > 1 ? `${Math.floor((100 * done) / total)} %` : ""),
      button("Stop", () => void session.stop()),
    );
  }

  closed() {
    if (session.state !== "over") {
      fill(this.after);
      return;
    }
    const result = session.told?.result;
    /** @param {string} trajectory */
    const open = (trajectory) => this.component.setTriggerValue("asked", { kind: "open", trajectory });
    fill(
      this.after,
      head(session, () => session.close()),
      session.error && h("p", "bad", session.error),
      result && closing(result, open),
    );
    if (result && !session.told_of) {
      session.told_of = true;
      this.component.setTriggerValue("asked", { kind: "done", import: session.id });
    }
  }

  close() {
    session.removeEventListener("change", this.changed);
    for (const [name, listener] of this.listeners)
      document.removeEventListener(name, /** @type {EventListener} */ (listener));
  }
}

/** @param {DragEvent} event */
function holdsFiles(event) {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
