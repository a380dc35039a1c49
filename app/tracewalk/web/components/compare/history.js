// @ts-check
/** The selected name through the steps of its frame: truth and prediction, each error as root or inherited. */
import { brief, count, h, setText } from "../stepper/dom.js";
import { lastAtMost } from "../stepper/csr.js";
import { VirtualList } from "../stepper/vlist.js";
import { momentsOf } from "./past.js";
import { inOneLineEach } from "./side.js";
import { MARKS, isRight } from "./verdicts.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("../stepper/app.js").App} App */
/** @typedef {import("./session.js").Session} Session @typedef {import("./past.js").Moment} Moment */

/** @typedef {{moments: Moment[], steps: Int32Array, wrong: number}} Shown */

const KEPT = 40;
const ROW = 23;
const LIMIT = 48;

/** @param {App} app @param {Session} session */
export function createHistory(app, session) {
  const title = h("span", "title");
  const total = h("span", "when");
  const note = h("p", "note", "Select a name to see it step by step.");
  const list = new VirtualList(ROW, (i) => draw(i), "truth and prediction of the selected name");
  list.el.classList.add("pairs");
  const el = h("div", "pane history", h("h3", {}, title, h("span", "grow"), total), note, list.el);
  /** @type {Shown} */
  let now = { moments: [], steps: new Int32Array(0), wrong: 0 };
  /** @type {Map<string, Shown>} what was last shown: calls go to and fro between a few frames */
  const kept = new Map();
  let key = "";
  let current = -1;

  /** @param {number} i */
  const draw = (i) => {
    const { step, truth, said, row } = now.moments[i];
    const right = said === null || isRight(said.agreement);
    const text = said?.text ?? null;
    const [mine, theirs] =
      truth !== null && text !== null
        ? inOneLineEach(truth, text, LIMIT)
        : [
            [truth === null ? "—" : brief(truth, LIMIT)],
            [text === null ? (said ? "not said" : "—") : brief(text, LIMIT)],
          ];
    const mark = said === null ? "" : MARKS[said.agreement];
    const line = h(
      "button",
      { class: `v pair${i === current ? " on" : ""}${right ? "" : " no"}`, click: () => app.jump(step) },
      h("span", "at", step),
      h("span", `mark ${right ? "same" : "no"}`, mark),
      h("span", { class: "val", title: brief(truth ?? "", 400) }, ...mine),
      h("span", { class: "val said", title: brief(text ?? "", 400) }, ...theirs),
      h("span", "by", right ? "" : session.said.isRoot(row) ? "root" : "inherited"),
    );
    line.type = "button";
    if (i === current) line.setAttribute("aria-current", "step");
    return line;
  };

  /** @param {View} view @param {string} name @returns {Shown} */
  const look = (view, name) => {
    const moments = momentsOf(session.of(view.trace), view.row, name);
    const wrong = moments.filter((m) => m.said && !isRight(m.said.agreement)).length;
    return { moments, steps: Int32Array.from(moments, (m) => m.step), wrong };
  };

  /** @param {View} view */
  const render = (view) => {
    el.hidden = view.name === null;
    if (view.name === null) return;
    const wanted = `${session.version}:${view.trace.from}:${view.row}:${view.name}`;
    if (wanted !== key) {
      key = wanted;
      now = kept.get(key) ?? look(view, view.name);
      kept.delete(key);
      kept.set(key, now);
      if (kept.size > KEPT) kept.delete(/** @type {string} */ (kept.keys().next().value));
      current = -1;
      setText(title, `${view.name}, step by step`);
      list.reset(now.moments.length);
      note.hidden = now.moments.length > 0;
      setText(note, "This frame never binds it.");
      const wrong = now.wrong ? ` · ${now.wrong} wrong` : "";
      setText(total, `${count(now.moments.length, "value")} in this frame${wrong}`);
    }
    const at = lastAtMost(now.steps, view.asOf < 0 ? view.trace.from - 1 : view.asOf);
    if (at === current) return;
    const before = current;
    current = at;
    list.mark(before, at);
  };
  return { el, render };
}
