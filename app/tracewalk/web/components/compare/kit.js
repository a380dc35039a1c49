// @ts-check
/** Compare as a page of the stepper: truth and prediction under one cursor. */
import { createBranches } from "../stepper/branches.js";
import { createCallers } from "../stepper/callers.js";
import { createCard } from "../stepper/card.js";
import { h } from "../stepper/dom.js";
import { createPanels } from "../stepper/kit.js";
import { createNotices } from "../stepper/notices.js";
import { createOutput } from "../stepper/output.js";
import { createPredict } from "../stepper/predict.js";
import { createSource } from "../stepper/source.js";
import { createStack } from "../stepper/stack.js";
import { createTimeline } from "../stepper/timeline.js";
import { act, createToolbar, warnings } from "../stepper/toolbar.js";
import { createWatch } from "../stepper/watch.js";
import { createWhatIf } from "../stepper/whatif.js";
import { createBand } from "./band.js";
import { createBetween } from "./between.js";
import { createChips } from "./chips.js";
import { COMPARE_KEYS, compareCommands } from "./commands.js";
import { createHere } from "./here.js";
import { createHistory } from "./history.js";
import { InlineDiff } from "./inline.js";
import { createLive } from "./live.js";
import { createMarks } from "./marks.js";
import { createNotice } from "./notice.js";
import { createOthers } from "./others.js";
import { createRaw } from "./raw.js";
import { Session } from "./session.js";
import { createState } from "./state.js";
import { DiffTable, wrongIn } from "./table.js";
import { createVerdict } from "./verdict.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("../stepper/types.js").Kit} Kit */

/** @param {App} app @param {Session} session @param {ReturnType<typeof createChips>} chips */
function createBar(app, session, chips) {
  /** @param {string} text @param {string} command @param {1|-1} [dir] */
  const to = (text, command, dir) => act(app, COMPARE_KEYS, text, command, dir);
  const first = to("first divergence", "divergence");
  const moves = h("span", "group diverge", first, to("◂", "diverge", -1), to("▸", "diverge", 1));
  return createToolbar(app, COMPARE_KEYS, { moves: [moves], facts: (about) => [chips.el, ...warnings(about)] });
}

/** @param {App} app @returns {Kit} */
export function compareKit(app) {
  app.root.classList.add("compare");
  const session = new Session(app);
  const chips = createChips(session);
  const live = createLive(app, session);
  const whatIf = createWhatIf(app);
  const branches = createBranches(app, whatIf.open);
  const panes = {
    toolbar: createBar(app, session, chips),
    chips,
    live,
    notice: createNotice(app, session),
    notices: createNotices(app),
    timeline: createTimeline(app, [createBand(session)]),
    source: createSource(app, { inline: new InlineDiff(session), marks: createMarks(session) }),
    here: createHere(app, session),
    card: createCard(app),
    whatIf,
    branches,
    state: createState(app, session),
    between: createBetween(session),
    history: createHistory(app, session),
    callers: createCallers(
      app,
      (select) => new DiffTable(session, select),
      (view, row, asOf) => wrongIn(session, view.trace, row, asOf),
    ),
    raw: createRaw(app, session),
    verdict: createVerdict(app, session),
    others: createOthers(app, session),
    stack: createStack(app),
    watch: createWatch(app),
    output: createOutput(),
  };
  const middle = ["here", "card", "whatIf", "state", "between", "history", "raw", "callers"];
  const side = ["verdict", "others", "branches", "stack", "watch", "output"];
  /** @param {string[]} names */
  const elements = (names) => names.map((name) => /** @type {Record<string, {el: HTMLElement}>} */ (panes)[name].el);
  const started = (/** @type {string} */ id) => void session.use({ sort: "job", id }, "push");
  return {
    keys: COMPARE_KEYS,
    commands: compareCommands(session),
    windows: session.windows,
    panels: { ...createPanels(app, COMPARE_KEYS), predict: createPredict(app, started) },
    panes,
    body: [
      ...elements(["toolbar"]),
      branches.banner,
      ...elements(["live", "notice", "notices", "timeline"]),
      h(
        "div",
        "grid",
        panes.source.el,
        h("section", { class: "card", label: "Truth and prediction" }, ...elements(middle)),
        h("section", { class: "card side", label: "Verdict, other predictions, branches, call stack" }, ...elements(side)),
      ),
    ],
    whatIf,
    prepare: () => session.prepare(),
    start: () => session.start(),
    also: () => session.also(),
    back: (search) => session.back(search),
    close: live.close,
  };
}
