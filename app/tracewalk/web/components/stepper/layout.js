// @ts-check
/** Which panes there are, and where they stand. */
import { createCallers } from "./callers.js";
import { createCard } from "./card.js";
import { h } from "./dom.js";
import { createFind } from "./find.js";
import { createHistory } from "./history.js";
import { createNotices } from "./notices.js";
import { createOutput } from "./output.js";
import { createGoto, createHelp, createShare } from "./panels.js";
import { createSource } from "./source.js";
import { createStack } from "./stack.js";
import { createState } from "./state.js";
import { createTimeline } from "./timeline.js";
import { createToolbar } from "./toolbar.js";
import { createWatch } from "./watch.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function createPanels(app) {
  return { help: createHelp(), goto: createGoto(app), share: createShare(app), find: createFind(app) };
}

/** All that draw each moment. @param {App} app */
export function createPanes(app) {
  return {
    toolbar: createToolbar(app),
    notices: createNotices(app),
    timeline: createTimeline(app),
    source: createSource(app),
    card: createCard(app),
    state: createState(app),
    history: createHistory(app),
    callers: createCallers(app),
    stack: createStack(app),
    watch: createWatch(app),
    output: createOutput(),
  };
}

/** @param {ReturnType<typeof createPanes>} panes @returns {HTMLElement[]} from top to bottom */
export function arrange({ toolbar, notices, timeline, source, card, state, history, callers, stack, watch, output }) {
  const middle = h("section", { class: "card", label: "State" }, card.el, state.el, history.el, callers.el);
  const side = h(
    "section",
    { class: "card side", label: "Call stack, watches and output" },
    stack.el,
    watch.el,
    output.el,
  );
  return [toolbar.el, notices.el, timeline.el, h("div", "grid", source.el, middle, side)];
}
