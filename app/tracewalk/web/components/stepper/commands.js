// @ts-check
/** What the keys and buttons do: a move on the loaded window, and where the window can't tell, a question to the server. */
import * as moves from "./moves.js";

/** @typedef {import("./app.js").App} App @typedef {import("./moves.js").Dir} Dir @typedef {import("./trace.js").Trace} Trace */
/** @typedef {(app: App, dir: Dir) => Promise<void>|void} Command */

/** Whether the trace goes on beyond the window in that direction. @param {Trace} t @param {Dir} dir */
const goesOn = (t, dir) => (dir > 0 ? t.to < t.nSteps : t.from > 0);

/** Goes there, or says why not. @param {App} app @param {number|null} step @param {string} why @param {"push"|"replace"} [how] */
function land(app, step, why, how = "push") {
  if (step === null) app.say(why);
  else app.go(step, how);
}

/**
 * A move that depends on call depth: goes on through the next windows.
 * @param {(t: Trace, step: number, dir: Dir, from: import("./moves.js").Place) => number|null} move
 * @param {string} why
 * @param {"push"|"replace"} how
 * @returns {Command}
 */
function byDepth(move, why, how) {
  return async (app, dir) => {
    let { trace } = app.view;
    const from = moves.place(trace, app.focus.step);
    let to = move(trace, app.focus.step, dir, from);
    const token = app.begin();
    while (to === null && goesOn(trace, dir)) {
      trace = await app.windows.at(dir > 0 ? trace.to : trace.from - 1);
      if (!app.still(token)) return;
      to = move(trace, dir > 0 ? trace.from - 1 : trace.to, dir, from);
    }
    land(app, to, why, how);
  };
}

/**
 * @param {App} app
 * @param {Dir} dir
 * @param {number|null} here answer of the window
 * @param {Record<string, string|number|null>} question for `/find`, where the window has none
 * @param {string} why
 */
async function orAsk(app, dir, here, question, why) {
  const t = app.view.trace;
  if (here !== null || !goesOn(t, dir)) return land(app, here, why);
  const token = app.begin();
  const answer = await app.ask("/find", { ...question, from: dir > 0 ? t.to - 1 : t.from, dir });
  if (app.still(token)) land(app, answer.step, why);
}

/** @param {App} app @returns {string|null} */
function selected(app) {
  if (app.focus.name === null) app.say("Select a name first: click it in the state.");
  return app.focus.name;
}

/** @param {App} app @param {Dir} dir @param {boolean} last W rather than [ and ] */
async function change(app, dir, last) {
  const name = selected(app);
  if (name === null) return;
  const { trace: t, row, asOf } = app.view;
  const step = row === app.view.running || asOf < 0 ? app.focus.step : asOf;
  const to = last ? moves.lastWrite(t, step, row, name) : moves.change(t, step, dir, row, name);
  const func = t.func(row);
  if (last && to === app.focus.step)
    return app.say(`${name} was written by the line that ran just before this step ([ goes to the write before it).`);
  await orAsk(
    app,
    dir,
    to,
    { kind: "write", frame: t.frames.id[row], name },
    `${name} has no ${dir > 0 ? "later" : "earlier"} change in this frame of ${func}.`,
  );
}

/** @param {App} app @param {Dir} dir @param {boolean} raised */
async function exception(app, dir, raised) {
  const { trace: t, step } = app.view;
  const to = raised ? moves.raise(t, step) : moves.exception(t, step, dir);
  await orAsk(app, dir, to, { kind: "exception" }, `No ${dir > 0 ? "further" : "earlier"} exception in this trace.`);
}

/** @param {App} app @param {Dir} dir */
async function run(app, dir) {
  const { trace: t, step, row, asOf } = app.view;
  if (!app.line) app.selectLine({ file: t.frames.file[row], line: t.lineOf(row, asOf) });
  const at = app.line;
  if (!at) return;
  const to = moves.run(t, step, dir, at.file, at.line);
  await orAsk(
    app,
    dir,
    to,
    { kind: "line", line: at.line, program: t.files[at.file].program_id },
    `Line ${at.line} has no ${dir > 0 ? "later" : "earlier"} run.`,
  );
}

/** @type {Record<string, Command>} */
export const COMMANDS = {
  step: (app, dir) => {
    const to = app.goal + dir;
    if (to < 0 || to >= app.view.trace.nSteps) app.say(dir > 0 ? "This is the last step." : "This is the first step.");
    else app.go(to, "replace");
  },
  over: byDepth(moves.over, "Nothing further at this depth.", "replace"),
  out: byDepth(moves.out, "No caller there: this is the outermost frame.", "push"),
  into: byDepth(moves.into, "This frame makes no call there.", "push"),
  edge: (app, dir) => app.go(dir > 0 ? app.view.trace.nSteps - 1 : 0, "push"),
  write: (app) => change(app, -1, true),
  change: (app, dir) => change(app, dir, false),
  raise: (app) => exception(app, 1, true),
  exception: (app, dir) => exception(app, dir, false),
  divergence: (app) =>
    app.say(
      "No prediction is shown here, so there is no divergence: F works on Compare. E goes to the next exception.",
    ),
  predict: (app) => app.panels.predict.open(),
  whatif: (app) => app.kit.whatIf?.open(),
  run,
  goto: (app) => app.panels.goto.open(),
  find: (app) => app.panels.find.open(),
  share: (app) => app.panels.share.open(),
  help: (app) => app.panels.help.toggle(),
  escape: (app) => {
    if (!app.kit.whatIf?.close()) app.escape();
  },
};
