// @ts-check
/** What the keys and buttons of Compare two runs do. */
import { neighbour } from "../stepper/csr.js";
import { runLink } from "../trajectory/links.js";

/** @typedef {import("./app.js").App} App @typedef {1|-1} Dir @typedef {(app: App, dir: Dir) => Promise<void>|void} Command */

/** To the next of some rows, or the last before. @param {App} app @param {number[]} rows @param {Dir} dir @param {string} what */
function along(app, rows, dir, what) {
  const to = neighbour(rows, app.focus.row, dir);
  if (to !== null) return app.jump(to);
  if (rows.length === 0) app.say(`Neither run has an ${what}.`);
  else app.say(`No ${dir > 0 ? "further" : "earlier"} ${what}.`);
}

/** @param {App} app @param {number[]} rows @param {Dir} dir */
function differing(app, rows, dir) {
  if (rows.length === 0) return app.say("The two runs do the same throughout.");
  const to = neighbour(rows, app.focus.row, dir);
  if (to === null) app.say(`No ${dir > 0 ? "further" : "earlier"} difference.`);
  else app.jump(to);
}

/** @param {App} app @param {import("./types.js").Which} which */
function alone(app, which) {
  const turn = app.pairs.upTo(app.focus.row, which);
  location.assign(runLink(app.data[which], app.data[which].trajectory_id, Math.max(turn, 0)));
}

/** @type {Record<string, Command>} */
export const COMMANDS = {
  step: (app, dir) => {
    const to = app.next(app.focus.row, dir);
    if (to === null) app.say(dir > 0 ? "Both runs end here." : "Both runs begin here.");
    else app.go({ row: to }, "replace");
  },
  scroll: (app, dir) => void app.panes.pages.scroll(dir, 0.12),
  page: (app, dir) => void app.panes.pages.scroll(dir, 0.85),
  read: (app, dir) => {
    if (!app.panes.pages.scroll(dir, 0.85)) void app.command("step", dir);
  },
  edge: (app, dir) => app.jump(app.next(dir > 0 ? app.pairs.n : -1, dir > 0 ? -1 : 1) ?? 0),
  divergence: (app) => {
    const { first } = app.pairs;
    if (first === null) app.say("The two runs do the same throughout: there is no divergence.");
    else if (first === app.focus.row) app.say("This is the first divergence. N goes to the next difference.");
    else app.jump(first);
  },
  difference: (app, dir) => differing(app, app.pairs.differences, dir),
  edit: (app, dir) => along(app, app.pairs.edits, dir, "edit of a file"),
  error: (app, dir) => along(app, app.pairs.errors, dir, "error"),
  test: (app, dir) => along(app, app.pairs.tests, dir, "run of tests"),
  turns: (app) => app.show("turns"),
  patches: (app) => app.show(app.tab === "patches" ? "turns" : "patches"),
  tests: (app) => app.show(app.tab === "tests" ? "turns" : "tests"),
  only: (app) => app.showOnly(!app.only),
  fold: (app) => app.fold(),
  open: (app, dir) => alone(app, dir > 0 ? "right" : "left"),
  swap: (app) => location.assign(app.linkTo(app.data.right.trajectory_id, app.data.left.trajectory_id, true)),
  others: (app) => app.panels.others.toggle(),
  goto: (app) => app.panels.goto.open(),
  find: (app) => app.panels.find.open(),
  share: (app) => app.panels.share.open(),
  help: (app) => app.panels.help.toggle(),
  escape: (app) => {
    if (!app.closeAll() && app.tab !== "turns") app.show("turns");
  },
};
