// @ts-check
/** The turns as a list: number, drawing of the kind, what it was about, and what came of it. */
import { count, h, setText } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { icon, KIND_NAMES } from "./icons.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./run.js").Run} Run */

const ROW = 25;

/** What came of a turn, as signs. @param {Run} run @param {number} t */
export function marks(run, t) {
  const out = [];
  const lines = run.lines.get(t);
  if (lines)
    out.push(
      lines.added + lines.removed === 0
        ? h("span", { class: "mark ed", title: "changed files" }, "±")
        : h(
            "span",
            { class: "mark ed", title: `${lines.added} lines added, ${lines.removed} removed` },
            lines.added > 0 && h("i", "plus", `+${digits(lines.added)}`),
            lines.removed > 0 && h("i", "minus", `−${digits(lines.removed)}`),
          ),
    );
  const tests = run.testsOf(t);
  if (tests)
    out.push(
      tests.failed > 0
        ? h(
            "span",
            { class: "mark no", title: `${tests.failed} tests failed, ${tests.passed} passed` },
            `✕${digits(tests.failed)}`,
          )
        : h("span", { class: "mark yes", title: `${tests.passed} tests passed` }, `✓${digits(tests.passed)}`),
    );
  if (run.failed(t) > 0 || run.outline.error[t] === 1)
    out.push(h("span", { class: "mark no err", title: "failed" }, "!"));
  if (run.outline.images[t] > 0)
    out.push(h("span", { class: "mark", title: count(run.outline.images[t], "picture") }, "▣"));
  if (run.outline.traces[t] > 0) out.push(h("span", { class: "mark", title: "recorded: leads to traces" }, "⌁"));
  if (run.children(t).length > 0) out.push(h("span", { class: "mark", title: "started a sub-agent" }, "↳"));
  return out;
}

/** @param {App} app */
export function createList(app) {
  const total = h("span", "when");
  /** @type {number[]} the turns that are listed */
  let rows = [];
  let at = -1;
  let key = "";
  let turn = -1;

  /** @param {number} i */
  const draw = (i) => {
    const t = rows[i];
    const { run } = app;
    const kind = run.kind(t);
    const source = run.source(t);
    const cls = `v${i === at ? " on" : ""}${app.shown(t) ? "" : " off"}${run.outline.copied[t] ? " copied" : ""} s-${source}`;
    const [main, more] = run.parts(t);
    const row = h(
      "button",
      {
        class: cls,
        title: `turn ${t} · ${source} · ${KIND_NAMES[kind] ?? kind}${run.outline.copied[t] ? " · copied context" : ""}\n${main} ${more}`,
        data: { turn: t },
        click: () => app.jump(t),
      },
      h("span", "at", digits(t)),
      icon(kind),
      h("span", "val", source === "system" ? `system: ${main}` : main, more && h("small", {}, more)),
      ...marks(run, t),
    );
    row.type = "button";
    if (i === at) row.setAttribute("aria-current", "step");
    return row;
  };
  const list = new VirtualList(ROW, draw, "turns", Infinity);
  const el = h(
    "section",
    { class: "card turns", label: "Turns" },
    h("h3", {}, h("span", "title", "Turns"), h("span", "grow"), total),
    list.el,
  );

  /** @param {View} view */
  const render = (view) => {
    const hidden = [...app.hidden].sort().join();
    const must = app.shown(view.turn) ? -1 : view.turn;
    const wanted = `${hidden}:${must}`;
    if (wanted !== key || view.run.n === 0) {
      key = wanted;
      rows = [];
      for (let t = 0; t < view.run.n; t++) if (app.shown(t) || t === view.turn) rows.push(t);
      at = rows.indexOf(view.turn);
      turn = view.turn;
      list.reset(rows.length);
      setText(total, rows.length < view.run.n ? `${digits(rows.length)} of ${digits(view.run.n)}` : "");
      list.reveal(Math.max(0, at));
      return;
    }
    if (view.turn === turn) return;
    turn = view.turn;
    const before = at;
    at = must >= 0 ? rows.indexOf(turn) : place(rows, turn);
    list.mark(before, at);
  };
  return { el, render };
}

/** @param {number[]} rows in order @param {number} turn */
function place(rows, turn) {
  let [low, high] = [0, rows.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (rows[middle] === turn) return middle;
    if (rows[middle] < turn) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
