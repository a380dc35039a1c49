// @ts-check
/** The call stack: click a frame to see its state, without moving the step. */
import { button, fill, h, setText } from "./dom.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */

const TOP = 40;
const BOTTOM = 5;

/** @param {App} app */
export function createStack(app) {
  const list = h("div", { class: "stack", role: "list", label: "Call stack" });
  const depth = h("span", "when");
  const el = h("div", "pane", h("h3", {}, h("span", "title", "Call stack"), h("span", "grow"), depth), list);
  /** @type {{row: number, el: HTMLElement, at: HTMLElement}[]} */
  let entries = [];
  let shown = "";
  let all = false;

  /** @param {View} view @param {number} row */
  const entry = ({ trace: t, running }, row) => {
    const at = h("small");
    const id = t.frames.id[row];
    const name = h(
      "button",
      {
        title: `${t.frames.func[row]} · frame ${id}${row === running ? " · running" : ": look at its state"}`,
        click: () => app.select({ frame: row === app.view.running ? null : id }),
      },
      row === running && h("span", {}, "▸"),
      h("span", "func", t.func(row)),
      at,
    );
    name.type = "button";
    return { row, el: name, at };
  };

  /** @param {View} view */
  const rebuild = (view) => {
    const rows = view.trace.stack(view.running);
    const long = !all && rows.length > TOP + BOTTOM + 1;
    const shownRows = long ? [...rows.slice(0, TOP), ...rows.slice(-BOTTOM)] : rows;
    entries = shownRows.map((row) => entry(view, row));
    fill(list, ...entries.map((e) => e.el));
    if (long) {
      const gap = button(
        `… ${rows.length - TOP - BOTTOM} more frames …`,
        () => {
          all = true;
          shown = "";
          render(app.view);
          all = false;
        },
        { class: "gap" },
      );
      list.insertBefore(gap, entries[TOP].el);
    }
    const thread = view.trace.frames.thread[view.running];
    setText(depth, `depth ${view.trace.depth(view.running)}${thread ? ` · thread ${thread}` : ""}`);
  };

  /** @param {View} view */
  const render = (view) => {
    const key = `${view.trace.from}:${view.running}`;
    if (key !== shown) {
      shown = key;
      rebuild(view);
    }
    for (const { row, el: item, at } of entries) {
      item.classList.toggle("on", row === view.row);
      if (row === view.row) item.setAttribute("aria-current", "true");
      else item.removeAttribute("aria-current");
      const line = view.trace.lineOf(row, view.trace.lastStep(row, view.step));
      setText(at, line ? `line ${line}` : "");
    }
  };
  return { el, render };
}
