// @ts-check
/** The state of the shown frame: truth and prediction side by side. */
import { button, count, h, setText } from "../stepper/dom.js";
import { OldTruth } from "./edited.js";
import { DiffTable } from "./table.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("../stepper/app.js").App} App @typedef {import("./session.js").Session} Session */

/** @param {App} app @param {Session} session */
export function createState(app, session) {
  const title = h("span", "title");
  const when = h("span", "when");
  const back = button("back to the running frame", () => app.select({ frame: null }), { class: "mini", key: "Esc" });
  const select = (/** @type {string} */ name) => app.select({ name: app.focus.name === name ? null : name });
  const edit = (/** @type {string} */ name) => app.kit.whatIf?.open("variable", name);
  const table = new DiffTable(session, select, { edit, old: new OldTruth(app, session) });
  const note = h("p", "note");
  const el = h("div", "pane", h("h3", {}, title, h("span", "grow"), when, back), table.el, note);

  /** @param {View} view */
  const render = (view) => {
    const { trace: t, row, running, asOf } = view;
    const live = row === running;
    setText(title, `State of ${t.func(row)} · frame ${t.frames.id[row]}`);
    back.hidden = live;
    el.classList.toggle("past", !live);
    const bindings = t.state(row, asOf < 0 ? t.from - 1 : asOf);
    const shown = live ? bindings : bindings.map((b) => ({ ...b, fresh: false })).filter((b) => !b.gone);
    table.render(t, row, shown, view.name, asOf);
    const { names, wrong } = table.tally;
    const said = wrong ? `${wrong} wrong` : "";
    const past = live ? "" : asOf < 0 ? "as of a step before this window" : `as of step ${asOf}`;
    setText(when, [past, names ? count(names, "name") : "", said].filter(Boolean).join(" · "));
    when.classList.toggle("bad", wrong > 0);
    note.hidden = names > 0;
    setText(note, "No local names yet.");
  };
  return { el, render };
}
