// @ts-check
/** The main part of the page: the two turns beside each other, patch against patch, or tests against tests. */
import { button, h } from "../stepper/dom.js";
import { createPatches } from "./patches.js";
import { createTests } from "./tests.js";
import { createTurnPane } from "./turnpane.js";

/** @typedef {import("./app.js").App} App @typedef {import("./app.js").Tab} Tab @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */

/** @param {App} app */
export function createPages(app) {
  const sides = { left: createTurnPane(app, "left"), right: createTurnPane(app, "right") };
  const turns = h("div", "two", sides.left.el, sides.right.el);
  const patches = createPatches(app);
  const tests = createTests(app);
  /** @type {[Tab, string, string][]} */
  const names = [
    ["turns", "Turns", "1"],
    ["patches", "Patch against patch", "2"],
    ["tests", "Tests", "3"],
  ];
  const tabs = names.map(([tab, text, key]) => {
    const el = button(text, () => app.show(tab), { key, class: "tab" });
    el.setAttribute("role", "tab");
    return el;
  });
  const el = h(
    "section",
    { class: "card pages", label: "Both runs" },
    h("h3", {}, h("div", { class: "tabs", role: "tablist" }, ...tabs)),
    turns,
    patches.el,
    tests.el,
  );

  /** @param {View} view */
  const render = (view) => {
    names.forEach(([tab], i) => tabs[i].setAttribute("aria-selected", String(tab === app.tab)));
    turns.hidden = app.tab !== "turns";
    patches.el.hidden = app.tab !== "patches";
    tests.el.hidden = app.tab !== "tests";
    if (app.tab === "turns") for (const side of Object.values(sides)) side.render(view);
    if (app.tab === "patches") patches.render(view);
    if (app.tab === "tests") tests.render(view);
  };

  const settle = () => Object.values(sides).forEach((side) => side.settle());

  /** What scrolls now. */
  const scrollers = () =>
    app.tab === "turns"
      ? Object.values(sides).map((side) => side.scroller)
      : app.tab === "patches"
        ? [patches.el]
        : [tests.el];

  /** Scrolls by a share of what is seen. @param {1|-1} dir @param {number} share @returns {boolean} whether there was any way left */
  const scroll = (dir, share) =>
    scrollers()
      .map((at) => {
        const before = at.scrollTop;
        at.scrollTop += dir * Math.max(40, at.clientHeight * share);
        return at.scrollTop !== before;
      })
      .some(Boolean);

  /** @param {Which} which @param {string} message */
  const fail = (which, message) => sides[which].fail(message);
  /** @param {boolean} open */
  const foldAll = (open) => Object.values(sides).forEach((side) => side.foldAll(open));
  return { el, render, settle, scroll, fail, foldAll };
}
