// @ts-check
/** What the keys and buttons of Trajectory do. */
import { neighbour } from "../stepper/csr.js";
import { runLink } from "./links.js";

/** @typedef {import("./app.js").App} App @typedef {1|-1} Dir @typedef {(app: App, dir: Dir) => Promise<void>|void} Command */

/** To the next of some turns, or the last before. @param {App} app @param {number[]} turns @param {Dir} dir @param {string} what */
function along(app, turns, dir, what) {
  const to = neighbour(turns, app.focus.turn, dir);
  if (to !== null) return app.jump(to);
  const all = turns.length;
  app.say(all === 0 ? `This run has no ${what}.` : `No ${dir > 0 ? "further" : "earlier"} ${what}; it has ${all}.`);
}

/** @param {App} app @returns {string|null} the file that is open, else the one that was, else the one changed here */
function file(app) {
  const path = app.focus.file ?? app.lastFile ?? app.fileHere();
  if (path === null) app.say("No file was changed up to here. N goes to the next edit.");
  return path;
}

/** @param {App} app @param {Dir} dir */
function change(app, dir) {
  const path = file(app);
  if (path !== null) along(app, app.run.byFile.get(path) ?? [], dir, `change of ${path}`);
}

/** @param {App} app */
function write(app) {
  const path = file(app);
  if (path === null) return;
  const to = app.run.changedAt(app.focus.turn, path);
  if (to < 0) app.say(`${path} was not changed up to here; ] goes to its next change.`);
  else if (to === app.focus.turn) app.say(`This turn is the last that changed ${path} up to here.`);
  else void app.jump(to);
}

/** @type {Record<string, Command>} */
export const COMMANDS = {
  step: (app, dir) => {
    const to = app.next(app.focus.turn, dir);
    if (to === null) app.say(dir > 0 ? "This is the last turn." : "This is the first turn.");
    else app.go({ turn: to }, "replace");
  },
  scroll: (app, dir) => void app.panes.middle.scroll(dir, 0.12),
  page: (app, dir) => void app.panes.middle.scroll(dir, 0.85),
  read: (app, dir) => {
    if (!app.panes.middle.scroll(dir, 0.85)) void app.command("step", dir);
  },
  edge: (app, dir) => app.jump(app.next(dir > 0 ? app.run.n : -1, dir > 0 ? -1 : 1) ?? 0),
  edit: (app, dir) => along(app, app.run.edits, dir, "edit of a file"),
  error: (app, dir) => along(app, app.run.errors, dir, "error"),
  test: (app, dir) => along(app, app.run.testRuns, dir, "run of tests"),
  change,
  write,
  into: (app) => {
    if (!app.panes.middle.intoChild()) app.say("This turn started no sub-agent that the lake has.");
  },
  out: (app) => {
    const { parent, parent_turn: turn } = app.about.trajectory;
    if (parent) location.assign(runLink(app.data, parent, turn ?? null));
    else app.say("No other run started this one.");
  },
  divergence: (app) => app.panes.side.showKin(),
  turn: (app) => app.show("turn"),
  diff: (app) => app.show(app.tab === "diff" ? "turn" : "diff"),
  file: (app) => {
    const path = file(app);
    if (path !== null) void app.openFile(path);
  },
  raw: (app) => app.show(app.tab === "raw" ? "turn" : "raw"),
  fold: (app) => app.fold(),
  kinds: (app) => app.panels.kinds.toggle(),
  goto: (app) => app.panels.goto.open(),
  find: (app) => app.panels.find.open(),
  share: (app) => app.panels.share.open(),
  help: (app) => app.panels.help.toggle(),
  escape: (app) => {
    if (!app.closeAll() && app.tab !== "turn") app.show("turn");
  },
};
