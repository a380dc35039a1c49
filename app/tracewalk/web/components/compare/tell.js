// @ts-check
/** What is wrong at a step, in words: one way of telling for each kind of error. */
import { brief, button, h } from "../stepper/dom.js";
import { endingOf } from "../stepper/prediction.js";
import { EVENT_NAMES } from "../stepper/trace.js";
import { blamed } from "./agreement.js";
import { inOneLineEach } from "./side.js";
import { noteOf } from "./structure.js";
import { wrongNames } from "./why.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("./session.js").Session} Session @typedef {import("./said.js").Said} Said */
/** @typedef {import("./types.js").Kind} Kind @typedef {(Node|string)[]} Words */
/** @typedef {{view: View, said: Said, row: number, session: Session}} Case */

const NAMES = 4;
/** Mode score: where the first surprise stands. @type {Record<string, string>} */
const SURPRISED = { state: "in the state", action: "in the source line", event: "at the event", value: "in the value" };

/** The place of a predicted step. @param {Case} c @returns {Words} */
export function placeOf({ said, row, session }) {
  const { line, file, ambiguous } = {
    line: said.p.line[row],
    file: said.p.file[row],
    ambiguous: said.p.ambiguous[row],
  };
  const source = h("code", {}, brief((said.text("source", row) ?? "").trim(), 60));
  if (session.subject.sort === "other" && file < 0) return [`line ${line} of its own program: `, source];
  if (!line) return ["a line that the program does not have: ", source];
  return [ambiguous ? `line ${line} (the nearest of several that fit): ` : `line ${line}: `, source];
}

/** The names that are wrong. @param {Case} c @returns {Words} */
function namesOf({ said, row }) {
  const names = wrongNames(said, row);
  const list = names.slice(0, NAMES).flatMap((name, i) => [i ? ", " : "", h("code", {}, brief(name, 30))]);
  return [...list, names.length > NAMES ? ` and ${names.length - NAMES} more` : ""];
}

/** What of the state or the value is wrong besides. @param {Case} c @returns {Words} */
function wrongToo(c) {
  const { said, row, view } = c;
  if (said.says[row] && wrongNames(said, row).length) return ["; wrong too: ", ...namesOf(c)];
  const [truth, text] = [view.trace.valueAt(view.step), said.text("value", row)];
  if (truth === null || text === null || truth === text) return [];
  const [mine, theirs] = inOneLineEach(truth, text, 60);
  return ["; the value is ", h("code", {}, ...theirs), " where it is ", h("code", {}, ...mine)];
}

/** Where a prediction goes on that left steps out. @param {Said} said @param {number} row @param {Session} session @returns {Words} */
function goesOn(said, row, session) {
  let next = row;
  while (next < said.n && said.p.position[next] < 0) next++;
  if (next >= said.n) return [];
  const source = h("code", {}, brief((said.text("source", next) ?? "").trim(), 50));
  const step = said.p.truth[next];
  return [" and goes on with ", source, ...(step < 0 ? [] : [" at ", stepLink(session, step)])];
}

/** @type {Record<Exclude<Kind, "correct">, (c: Case) => Words>} */
const TELL = {
  state: (c) => [...namesOf(c), ` after line ${c.view.trace.lineAt(blamed(c.said, c.view.step))} ran`],
  action: (c) => [...placeOf(c), ` where the truth is at line ${c.view.trace.lineAt(c.view.step)}`, ...wrongToo(c)],
  event: (c) => {
    const truth = EVENT_NAMES[c.view.trace.eventAt(c.view.step)];
    return [`${c.said.event(c.row) || "no known event"} where the truth has ${truth}`, ...wrongToo(c)];
  },
  value: ({ view, said, row }) => {
    const [truth, text] = [view.trace.valueAt(view.step) ?? "None", said.text("value", row)];
    if (text === null) return ["no value is said where it is ", h("code", {}, brief(truth, 80))];
    const [mine, theirs] = inOneLineEach(truth, text, 80);
    const note = noteOf(truth, text);
    return [h("code", {}, ...theirs), " where it is ", h("code", {}, ...mine), note ? ` (${note})` : ""];
  },
  malformed: ({ said, row }) => [said.text("fault", row) ?? "its text is no step"],
  missing: ({ said, row, session }) => {
    if (row <= said.lastRow) return [`${session.noun} leaves it out`, ...goesOn(said, row, session)];
    const ended = session.subject.sort === "other" ? "" : session.known.row?.ended;
    const last = said.lastRow < 0 ? -1 : said.p.anchor[said.lastRow];
    const where = last < 0 ? [] : [". The last step said is ", stepLink(session, last), "."];
    return [`${session.noun} ended before it${ended ? `: ${endingOf(ended)}` : ""}`, ...where];
  },
  extra: (c) => placeOf(c),
};

/** @param {Kind} kind @param {Case} c @returns {Words} */
export function tell(kind, c) {
  if (kind === "correct") return [];
  if (c.session.known.row?.mode === "score" && kind in SURPRISED)
    return [`the model would have written something else, first ${SURPRISED[kind]}`];
  return TELL[kind](c);
}

/** @param {Session} session @param {number} step */
export function stepLink({ app }, step) {
  return button(`step ${step.toLocaleString("en")}`, () => app.jump(step), { class: "link" });
}
