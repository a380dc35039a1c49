// @ts-check
/** Every value that the selected name has had in the shown frame; click one to be there. */
import { brief, button, count, h, setText } from "./dom.js";
import { lastAtMost } from "./csr.js";
import { writer } from "./lines.js";
import { inOneLine } from "./value.js";
import { VirtualList } from "./vlist.js";

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").Past} Past @typedef {import("./app.js").App} App */
/** @typedef {{steps: ArrayLike<number>, text: (i: number) => string|null, line: (i: number) => number, cut: (i: number) => boolean}} Rows */

const ROW = 21;
/** @type {Rows} */
const NONE = { steps: [], text: () => null, line: () => 0, cut: () => false };

/** @param {View} view @param {number} slot @returns {Rows} from the window */
function local({ trace: t, row }, slot) {
  const changes = t.bySlot.of(slot);
  return {
    steps: t.stepsOf(slot),
    text: (i) => t.text(changes[i]),
    line: (i) => (t.has(t.changes.step[changes[i]]) ? writer(t, row, t.changes.step[changes[i]]) : 0),
    cut: (i) => t.changes.cut[changes[i]] === 1,
  };
}

/** @param {Past} past @returns {Rows} from the server */
function remote(past) {
  const { step, value, cut } = past.changes;
  return { steps: step, text: (i) => value[i], line: () => 0, cut: (i) => Boolean(cut[i]) };
}

/** @param {App} app */
export function createHistory(app) {
  const title = h("span", "title");
  const total = h("span", "when");
  const note = h("span");
  const fetchAll = button("show all of the trace", () => void load(), {
    class: "mini",
    title: "Ask the server for the whole history",
  });
  const cut = h("p", "note", note, " ", fetchAll);
  const unseen = h("p", "note", "✂ Values are cut: changes in what was not kept can't be seen, and are missing here.");
  const list = new VirtualList(ROW, (i) => draw(i), "history");
  const el = h("div", "pane history", h("h3", {}, title, h("span", "grow"), total), cut, unseen, list.el);
  /** @type {Rows} */
  let rows = NONE;
  let key = "";
  let current = -1;
  /** @type {Map<string, Past>} */
  const whole = new Map();

  /** @param {number} i */
  const draw = (i) => {
    const step = rows.steps[i];
    const text = rows.text(i);
    const line = rows.line(i);
    const old = i > 0 ? rows.text(i - 1) : null;
    const value =
      text === null
        ? h("span", "val note", "deleted")
        : h("span", { class: "val", title: brief(text, 400) }, ...inOneLine(text, old));
    const row = h(
      "button",
      { class: `v${i === current ? " on" : ""}`, click: () => app.jump(step) },
      h("span", "at", step),
      value,
      rows.cut(i) && h("span", { class: "cut", title: "cut: not all of this value was kept" }, "✂"),
      line > 0 && h("span", "by", `line ${line}`),
    );
    row.type = "button";
    if (i === current) row.setAttribute("aria-current", "step");
    return row;
  };

  const load = async () => {
    const { view } = app;
    const { name } = view;
    if (name === null) return;
    const id = view.trace.frames.id[view.row];
    try {
      whole.set(`${id}:${name}`, await app.ask("/history", { frame: id, name }));
      key = "";
      render(app.view);
    } catch (error) {
      app.say(error instanceof Error ? error.message : String(error));
    }
  };

  /** @param {View} view @param {string} name */
  const reset = (view, name) => {
    const t = view.trace;
    const past = whole.get(`${t.frames.id[view.row]}:${name}`);
    const slot = t.slot(view.row, name);
    rows = past ? remote(past) : slot >= 0 ? local(view, slot) : NONE;
    const steps = t.byFrame.of(view.row);
    const before = t.from > 0 && !(steps.length && t.eventAt(steps[0]) === 0);
    const last = steps.length ? t.eventAt(steps[steps.length - 1]) : 1;
    const after = t.to < t.nSteps && last !== 2 && last !== 6;
    cut.hidden = Boolean(past) || !(before || after);
    const missing = before && after ? "began before and goes on after" : before ? "began before" : "goes on after";
    const loaded = `${t.from.toLocaleString("en")}–${(t.to - 1).toLocaleString("en")}`;
    setText(note, `Only steps ${loaded} are loaded; this frame ${missing} them.`);
    unseen.hidden = !Array.prototype.some.call(rows.steps, (_, i) => rows.cut(i));
    setText(title, `History of ${name}`);
    current = -1;
    list.reset(rows.steps.length);
  };

  /** @param {View} view */
  const render = (view) => {
    el.hidden = view.name === null;
    if (view.name === null) return;
    const wanted = `${view.trace.from}:${view.row}:${view.name}`;
    if (wanted !== key) {
      key = wanted;
      reset(view, view.name);
    }
    const n = rows.steps.length;
    const at = lastAtMost(rows.steps, view.asOf < 0 ? view.trace.from - 1 : view.asOf);
    setText(
      total,
      n === 0
        ? "this frame never binds it"
        : `${at < 0 ? "not yet bound; " : `${at + 1} of `}${count(n, "value")} in this frame`,
    );
    if (at === current) return;
    const before = current;
    current = at;
    list.mark(before, at);
  };
  return { el, render };
}
