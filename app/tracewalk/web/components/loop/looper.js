// @ts-check
/** The way in of the loop: what is chosen, what happens while it runs, and what became of it. */
import { button, count, fill, h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { Form } from "./form.js";
import { session } from "./session.js";

/** @typedef {import("./types.js").Component} Component @typedef {import("./types.js").Told} Told */

const FAULTS = 8;

export class Looper {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.unfolded = false;
    this.form = new Form(
      (asked) => void session.start(this.component.data.api, asked),
      (why) => session.fail(new Error(why)),
    );
    this.head = h("div", "way");
    this.after = h("div", { class: "after", role: "status" });
    root.append(this.head, this.form.el, this.after);
    this.changed = () => this.draw();
    session.addEventListener("change", this.changed);
    this.listeners = /** @type {[string, (event: DragEvent) => void][]} */ ([
      ["dragover", (event) => this.open(event) && event.preventDefault()],
      ["drop", (event) => this.drop(event)],
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
    const { data } = component;
    this.form.show(data);
    if (data.running) void session.attach(data.api, data.running);
    this.draw();
  }

  /** @param {DragEvent} event */
  open(event) {
    return this.component.data.allowed && !session.busy && (event.dataTransfer?.types.includes("Files") ?? false);
  }

  /** @param {DragEvent} event */
  drop(event) {
    if (!this.open(event)) return;
    event.preventDefault();
    this.unfolded = true;
    this.form.drop([...(event.dataTransfer?.files ?? [])]);
    this.draw();
  }

  draw() {
    const { data } = this.component;
    this.root.dataset.state = session.state;
    this.root.classList.toggle("large", data.large);
    this.form.el.hidden = !data.allowed || session.busy || !(data.large || this.unfolded);
    if (session.busy) this.progress();
    else this.offer();
    this.over();
  }

  offer() {
    const { allowed, why, large, command } = this.component.data;
    if (!allowed) {
      fill(this.head, h("span", { class: "note", role: "note" }, why), large && h("code", {}, command));
      return;
    }
    const fold = () => {
      this.unfolded = !this.unfolded;
      this.draw();
    };
    fill(
      this.head,
      large
        ? h("span", "words", "Verify the sample problems, or drop a JSONL file of problems here")
        : button(this.unfolded ? "▾ Verify problems" : "▸ Verify problems", fold),
      large &&
        h("span", "note", "CRUXEval, LiveCodeBench execution, HumanEval, MBPP, Tracewalk's own: found by content"),
      large && h("code", {}, command),
      !large && !this.unfolded && h("span", "note", "or drop a JSONL file of problems anywhere on this page"),
    );
  }

  progress() {
    const { told } = session;
    const bar = h("progress", { label: "Problems" });
    bar.max = Math.max(told?.total ?? 1, 1);
    bar.value = told?.done ?? 0;
    const words = told
      ? `${told.state === "waiting" ? "Waiting for another set" : `Verifying ${told.problems}`}: ${told.done} of ${count(told.total, "problem")}`
      : "Sending";
    fill(
      this.head,
      h("span", "words", words),
      bar,
      told &&
        h(
          "span",
          "note",
          `${count(told.made, "check")} made${told.doing ? ` · ${told.doing}` : ""} · ${Math.round(told.seconds)} s`,
        ),
      button("Stop", () => void session.stop()),
    );
    if (told && told.made > session.seen) this.tell("grew", told);
  }

  over() {
    if (session.state !== "over") {
      fill(this.after);
      return;
    }
    const { told, error } = session;
    const words = told ? this.closing(told) : "Nothing was begun";
    const good = told?.state === "done" && !error && !told.n_faults;
    fill(
      this.after,
      h(
        "div",
        "line",
        h("b", good ? "ok" : "bad", good ? "✓ " : "! ", words),
        h("span", "grow"),
        button("Close", () => session.close(), { class: "mini" }),
      ),
      error && h("p", { class: "bad", role: "alert" }, error),
      told && told.n_faults > 0 && this.faults(told),
    );
    if (told && session.closed !== told.loop) {
      session.closed = told.loop;
      this.tell("done", told);
    }
  }

  /** @param {Told} told */
  closing(told) {
    const made = `${count(told.made, "check")} made, ${told.known.toLocaleString("en")} were there`;
    if (told.state === "done") return `${told.problems}: ${made}`;
    return told.state === "stopped"
      ? `Stopped; what was whole is kept: ${made}`
      : `It ended early; what was whole is kept: ${made}`;
  }

  /** @param {Told} told */
  faults(told) {
    const items = told.faults.map((fault) => h("li", {}, fault));
    const more = told.n_faults - told.faults.length;
    const el = h(
      "details",
      "faults",
      h("summary", {}, count(told.n_faults, "fault")),
      h("ul", {}, ...items, more > 0 && h("li", {}, `and ${more.toLocaleString("en")} more`)),
    );
    el.open = told.n_faults <= FAULTS;
    return el;
  }

  /** The page shows what was kept. @param {"grew"|"done"} kind @param {Told} told */
  tell(kind, told) {
    session.seen = told.made;
    this.component.setTriggerValue("asked", { kind, problems: told.problems, mode: told.mode, made: told.made });
  }

  close() {
    session.removeEventListener("change", this.changed);
    for (const [name, listener] of this.listeners)
      document.removeEventListener(name, /** @type {EventListener} */ (listener));
  }
}
