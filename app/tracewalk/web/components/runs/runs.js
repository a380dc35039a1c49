// @ts-check
/** Trajectories as a list or as a grid; what is clicked is told to the server, which leads there. */
import { fill, h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { Chosen } from "./chosen.js";
import { gridOf } from "./grid.js";
import { listOf } from "./list.js";

/** @typedef {import("./types.js").Component} Component */

export class Runs {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.shown = "";
    this.el = h("div", "scroll");
    this.chosen = new Chosen((asked) => this.component.setTriggerValue("asked", asked));
    root.append(this.chosen.el, this.el);
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
    /** @param {import("./types.js").Asked} asked */
    const ask = (asked) => this.component.setTriggerValue("asked", asked);
    this.chosen.begin(data.compare);
    fill(this.el, data.view === "grid" ? gridOf(data, ask) : listOf(data, ask, this.chosen));
    this.el.scrollLeft = 0;
  }

  close() {
    this.el.remove();
    this.chosen.el.remove();
  }
}
