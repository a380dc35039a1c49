// @ts-check
/** One part of the page: the tables, the list or a problem; what is clicked is told to the server, which leads there. */
import { fill, h } from "../stepper/dom.js";
import { isTyping } from "../stepper/keys.js";
import { themeOf } from "../stepper/theme.js";
import { List } from "./list.js";
import { Problem } from "./problem.js";
import { tables } from "./tables.js";

/** @typedef {import("./types.js").Component} Component @typedef {import("./types.js").Asked} Asked */
/** @typedef {{el: HTMLElement, key?: (event: KeyboardEvent) => boolean}} Part */

export class Verified {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.shown = "";
    /** @type {Part} */
    this.part = { el: h("div") };
    /** @param {KeyboardEvent} event */
    this.pressed = (event) => {
      if (!isTyping(event) && this.part.key?.(event)) event.preventDefault();
    };
    document.addEventListener("keydown", this.pressed);
    this.update(component);
    root.dataset.ready = "true";
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    this.root.dataset.theme = themeOf(this.root);
    const { data } = component;
    const now = JSON.stringify(data);
    if (now === this.shown) return;
    this.shown = now;
    this.root.dataset.kind = data.kind;
    /** @param {Asked} asked */
    const ask = (asked) => this.component.setTriggerValue("asked", asked);
    if (data.kind === "table") this.part = { el: tables(data.tables, ask) };
    else this.part = data.kind === "list" ? new List(data, ask) : new Problem(data, ask);
    fill(this.root, this.part.el);
  }

  close() {
    document.removeEventListener("keydown", this.pressed);
    this.part.el.remove();
  }
}
