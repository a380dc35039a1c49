// @ts-check
/** Trace as a page of the stepper: which panes there are, where they stand, and what the keys do. */
import { createBranches } from "./branches.js";
import { createCallers } from "./callers.js";
import { createCard } from "./card.js";
import { COMMANDS } from "./commands.js";
import { h } from "./dom.js";
import { createFind } from "./find.js";
import { createHistory } from "./history.js";
import { KEYS } from "./keys.js";
import { createNotices } from "./notices.js";
import { createOutput } from "./output.js";
import { createGoto, createHelp, createShare } from "./panels.js";
import { createPredict } from "./predict.js";
import { createPredictions } from "./predictions.js";
import { createRanBy } from "./ranby.js";
import { createSource } from "./source.js";
import { createStack } from "./stack.js";
import { createState } from "./state.js";
import { createTimeline } from "./timeline.js";
import { createToolbar } from "./toolbar.js";
import { createWatch } from "./watch.js";
import { createWhatIf } from "./whatif.js";
import { Windows } from "./windows.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Kit} Kit */

/** What opens over the panes on every page of the stepper. @param {App} app @param {import("./keys.js").Key[]} keys */
export function createPanels(app, keys) {
  return { help: createHelp(keys), goto: createGoto(app), share: createShare(app), find: createFind(app) };
}

/** @param {App} app @returns {Kit} */
export function traceKit(app) {
  const whatIf = createWhatIf(app);
  const panes = {
    toolbar: createToolbar(app, KEYS),
    notices: createNotices(app),
    timeline: createTimeline(app),
    source: createSource(app),
    card: createCard(app),
    whatIf,
    state: createState(app),
    history: createHistory(app),
    callers: createCallers(app),
    stack: createStack(app),
    predictions: createPredictions(app),
    branches: createBranches(app, whatIf.open),
    ranBy: createRanBy(app),
    watch: createWatch(app),
    output: createOutput(),
  };
  const {
    toolbar,
    notices,
    timeline,
    source,
    card,
    state,
    history,
    callers,
    stack,
    predictions,
    branches,
    ranBy,
    watch,
    output,
  } = panes;
  const middle = h("section", { class: "card", label: "State" }, card.el, whatIf.el, state.el, history.el, callers.el);
  const side = h(
    "section",
    { class: "card side", label: "Call stack, predictions, branches, agents, watches and output" },
    stack.el,
    predictions.el,
    branches.el,
    ranBy.el,
    watch.el,
    output.el,
  );
  return {
    keys: KEYS,
    commands: COMMANDS,
    windows: new Windows(app.data.api, app.data.window),
    panels: { ...createPanels(app, KEYS), predict: createPredict(app) },
    panes,
    whatIf,
    body: [toolbar.el, branches.banner, notices.el, timeline.el, h("div", "grid", source.el, middle, side)],
  };
}
