// @ts-check
/** The states of the callers, folded; each is said to be as of the step at which its frame last ran. */
import { h, setText } from "./dom.js";
import { StateTable } from "./state.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */
/** @typedef {{el: HTMLElement, render: (trace: View["trace"], row: number, bindings: import("./types.js").Binding[], selected: string|null, asOf: number) => void}} Table */
/** @typedef {{el: HTMLDetailsElement, when: HTMLElement, bad: HTMLElement, table: Table, row: number}} Caller */

const MOST = 30;

/**
 * @param {App} app
 * @param {(select: (name: string) => void) => Table} [makeTable]
 * @param {(view: View, row: number, asOf: number) => string} [warn] what is wrong with a caller's values, in a word
 */
export function createCallers(app, makeTable = (select) => new StateTable(app, select), warn = () => "") {
  const list = h("div");
  const more = h("p", "note");
  const el = h(
    "div",
    "pane callers",
    h("h3", {}, h("span", "title", "Callers"), h("span", "grow"), h("span", "when", "values may have changed since")),
    list,
    more,
  );
  /** @type {Map<number, Caller>} by row */
  const callers = new Map();
  /** @type {Set<number>} frame ids that the user opened */
  const open = new Set();
  /** @type {View["trace"]|null} */
  let trace = null;
  let shown = "";

  /** @param {View} view @param {number} row @returns {Caller} */
  const make = ({ trace: t }, row) => {
    const id = t.frames.id[row];
    const when = h("span", "when");
    const bad = h("span", "note bad");
    const table = makeTable((name) => void app.select({ frame: id, name }));
    const details = h(
      "details",
      {},
      h("summary", {}, h("span", "func", t.func(row)), h("span", "note", ` frame ${id}`), bad, h("span", "grow"), when),
      table.el,
    );
    const caller = { el: details, when, bad, table, row };
    details.addEventListener("toggle", () => {
      if (details.open) open.add(id);
      else open.delete(id);
      draw(app.view, caller);
    });
    details.open = open.has(id);
    return caller;
  };

  /** @param {View} view @param {Caller} caller */
  const draw = (view, { el: details, when, bad, table, row }) => {
    const { trace: t, step } = view;
    const asOf = t.lastStep(row, step);
    const line = t.lineOf(row, asOf);
    setText(when, `${line ? `line ${line} · ` : ""}as of ${asOf < 0 ? `before step ${t.from}` : `step ${asOf}`}`);
    setText(bad, warn(view, row, asOf));
    if (!details.open) return;
    const bindings = t.state(row, asOf < 0 ? t.from - 1 : asOf).filter((b) => !b.gone);
    table.render(
      t,
      row,
      bindings.map((b) => ({ ...b, fresh: false })),
      null,
      asOf,
    );
  };

  /** @param {View} view */
  const render = (view) => {
    const t = view.trace;
    if (t !== trace) {
      callers.clear();
      trace = t;
      shown = "";
    }
    const all = t.stack(view.running).slice(1);
    const rows = all.slice(0, MOST);
    const key = rows.join();
    el.hidden = rows.length === 0;
    if (key !== shown) {
      for (const row of callers.keys()) if (!rows.includes(row)) callers.delete(row);
      for (const row of rows) if (!callers.has(row)) callers.set(row, make(view, row));
      list.replaceChildren(...rows.map((row) => /** @type {Caller} */ (callers.get(row)).el));
      more.hidden = all.length <= MOST;
      setText(more, `${all.length - MOST} more in the call stack.`);
      shown = key;
    }
    for (const caller of callers.values()) draw(view, caller);
  };
  return { el, render };
}
