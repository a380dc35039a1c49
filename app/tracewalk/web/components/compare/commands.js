// @ts-check
/** What the keys do here besides: from divergence to divergence. */
import { COMMANDS } from "../stepper/commands.js";
import { KEYS } from "../stepper/keys.js";
import { nextDivergence } from "./divergences.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("../stepper/keys.js").Key} Key @typedef {import("./session.js").Session} Session */
/** @typedef {import("../stepper/commands.js").Command} Command */

/** @type {Key[]} */
const OURS = [
  { key: "f", label: "F", does: "first divergence", command: "divergence" },
  {
    key: "n",
    label: "N",
    does: "next divergence: a root error, or where a stretch of errors begins",
    command: "diverge",
    dir: 1,
  },
  { key: "p", label: "P", does: "previous divergence", command: "diverge", dir: -1 },
  {
    key: "n",
    shift: true,
    label: "⇧N",
    does: "next step that is not right, inherited ones too",
    command: "wrong",
    dir: 1,
  },
  { key: "p", shift: true, label: "⇧P", does: "previous step that is not right", command: "wrong", dir: -1 },
];

/** The keys of Trace, of which those about exceptions one by one are about divergences here. @type {Key[]} */
export const COMPARE_KEYS = [
  ...KEYS.filter((k) => !["n", "p", "f"].includes(k.key)).slice(0, 14),
  ...OURS,
  ...KEYS.filter((k) => !["n", "p", "f"].includes(k.key)).slice(14),
];

/** @param {App} app @param {Session} session @param {string} what */
function nothing(app, session, what) {
  const { sort } = session.subject;
  app.say(sort === "none" ? "No prediction is chosen." : what);
}

/**
 * The next divergence, on through the windows of the trace.
 * @param {Session} session
 * @param {"anew"|"wrong"} which
 * @returns {Command}
 */
function next(session, which) {
  return async (app, dir) => {
    const token = app.begin();
    let { trace } = app.view;
    let to = nextDivergence(session.of(trace), app.focus.step, dir, which);
    while (to === null && (dir > 0 ? trace.to < trace.nSteps : trace.from > 0)) {
      trace = await app.windows.at(dir > 0 ? trace.to : trace.from - 1);
      if (!app.still(token)) return;
      to = nextDivergence(session.of(trace), dir > 0 ? trace.from - 1 : trace.to, dir, which);
    }
    if (to !== null) return app.go(to, "push");
    const noun = which === "anew" ? "divergence" : "step that is not right";
    nothing(app, session, `No ${dir > 0 ? "further" : "earlier"} ${noun}.`);
  };
}

/** @param {Session} session @returns {Record<string, Command>} */
export function compareCommands(session) {
  return {
    ...COMMANDS,
    divergence: async (app) => {
      const first = session.start() ?? nextDivergence(session.said, -1, 1, "anew");
      if (first !== null) await app.go(first, "push");
      else nothing(app, session, "Nothing diverges: all that is said is right.");
    },
    diverge: next(session, "anew"),
    wrong: next(session, "wrong"),
  };
}
