// @ts-check
/** Which panes the page has, and where they stand. */
import { h } from "../stepper/dom.js";
import { createList } from "./list.js";
import { createMiddle } from "./middle.js";
import { createNotice } from "./notice.js";
import { createSide } from "./side.js";
import { createTimeline } from "./timeline.js";
import { createToolbar } from "./toolbar.js";

/** @param {import("./app.js").App} app */
export function createPanes(app) {
  const toolbar = createToolbar(app);
  const notice = createNotice();
  const timeline = createTimeline(app);
  const list = createList(app);
  const middle = createMiddle(app);
  const side = createSide(app);
  const grid = h("div", "grid", list.el, middle.el, side.el);
  return {
    notice,
    list,
    middle,
    side,
    all: [toolbar, timeline, list, middle, side],
    body: [toolbar.el, notice.el, timeline.el, grid],
  };
}
