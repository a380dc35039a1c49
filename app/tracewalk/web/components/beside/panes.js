// @ts-check
/** Which panes the page has, and where they stand. */
import { h } from "../stepper/dom.js";
import { createNotice } from "../trajectory/notice.js";
import { createList } from "./list.js";
import { createPages } from "./pages.js";
import { createSummary } from "./summary.js";
import { createTimeline } from "./timeline.js";
import { createToolbar } from "./toolbar.js";

/** @param {import("./app.js").App} app */
export function createPanes(app) {
  const toolbar = createToolbar(app);
  const notice = createNotice();
  const timeline = createTimeline(app);
  const summary = createSummary(app);
  const list = createList(app);
  const pages = createPages(app);
  const grid = h("div", "grid", h("div", "aligned", summary.el, list.el), pages.el);
  return {
    notice,
    list,
    pages,
    all: [toolbar, timeline, summary, list, pages],
    body: [toolbar.el, notice.el, timeline.el, grid],
  };
}
