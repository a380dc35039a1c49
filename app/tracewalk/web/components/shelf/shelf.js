// @ts-check
/** The shelf beside the editor: named queries, the schema, what was run. Its search acts at once, in the browser. */
import { fill, h } from "../stepper/dom.js";
import { themeOf } from "../stepper/theme.js";
import { gallery } from "./gallery.js";
import { history } from "./past.js";
import { schema } from "./schema.js";

/** @typedef {import("./types.js").Component} Component */
/** @typedef {"queries"|"schema"|"history"} Tab */

/** @type {[Tab, string, string][]} name, label, what its search says */
const TABS = [
  ["queries", "Queries", "Search titles and questions"],
  ["schema", "Schema", "Search names and sentences"],
  ["history", "History", "Search what was run"],
];

export class Shelf {
  /** @param {HTMLElement} root @param {Component} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    /** @type {Tab} */
    this.tab = "queries";
    /** @type {Set<string>} */
    this.open = new Set();
    this.seen = "";
    /** @type {string|null} */
    this.chosen = null;
    this.search = h("input", { class: "search", label: "Search" });
    this.search.type = "search";
    this.search.addEventListener("input", () => this.draw());
    this.tabs = h("div", { class: "tabs", role: "tablist" });
    for (const [tab, label] of TABS) {
      const button = h("button", { class: "tab", role: "tab", data: { tab }, click: () => this.turnTo(tab) }, label);
      button.type = "button";
      this.tabs.append(button);
    }
    this.tabs.addEventListener("keydown", (event) => this.arrow(event));
    this.list = h("div", { class: "found", role: "tabpanel" });
    root.append(this.tabs, this.search, this.list);
    this.update(component);
    root.dataset.ready = "true";
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    this.root.dataset.theme = themeOf(this.root);
    const seen = JSON.stringify(component.data);
    if (seen === this.seen) return;
    this.seen = seen;
    this.draw();
  }

  /** @param {Tab} tab */
  turnTo(tab) {
    this.tab = tab;
    this.search.value = "";
    this.list.scrollTop = 0;
    this.draw();
  }

  /** Left and right go through the tabs. @param {KeyboardEvent} event */
  arrow(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const at = TABS.findIndex(([tab]) => tab === this.tab);
    this.turnTo(TABS[(at + by + TABS.length) % TABS.length][0]);
    /** @type {HTMLElement|null} */ (this.tabs.querySelector("[aria-selected=true]"))?.focus();
    event.preventDefault();
  }

  draw() {
    const { data } = this.component;
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const tab of /** @type {NodeListOf<HTMLElement>} */ (this.tabs.querySelectorAll(".tab"))) {
      const on = tab.dataset.tab === this.tab;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    this.search.placeholder = TABS.find(([tab]) => tab === this.tab)?.[2] ?? "";
    const top = this.list.scrollTop;
    fill(this.list, ...this.found(data, words));
    this.list.scrollTop = top;
    if (this.chosen !== data.chosen) this.list.querySelector(".query.on")?.scrollIntoView({ block: "nearest" });
    this.chosen = data.chosen;
  }

  /** @param {import("./types.js").Data} data @param {string[]} words */
  found(data, words) {
    /** @param {object} what */
    const ask = (what) => this.component.setTriggerValue("asked", what);
    if (this.tab === "schema") return schema(data.tables, data.macros, words, this.open);
    if (this.tab === "history") return history(data.past, words, (at) => ask({ kind: "past", at }));
    const { queries, chosen, faults } = data;
    return gallery(queries, words, { chosen, faults, choose: ({ name }) => ask({ kind: "query", name }) });
  }

  close() {
    this.seen = "";
  }
}
