// @ts-check
/** The turns as a list: number, drawing of the kind, what it was about, and what came of it. */
import { h, setText } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { fillCells } from "./cells.js";
import { KIND_NAMES } from "./icons.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View */

const ROW = 25;

/** @param {App} app */
export function createList(app) {
  const total = h("span", "when");
  /** @type {number[]} the turns that are listed */
  let rows = [];
  let at = -1;
  let key = "";
  let turn = -1;

  const create = () => {
    const row = h("button", { click: () => app.jump(Number(row.dataset.turn)) });
    row.type = "button";
    return row;
  };

  /** @param {number} i @param {HTMLElement} [old] */
  const draw = (i, old) => {
    const t = rows[i];
    const { run } = app;
    const kind = run.kind(t);
    const source = run.source(t);
    const copied = run.outline.copied[t];
    const [main, more] = run.parts(t);
    const row = old ?? create();
    row.className = `v${i === at ? " on" : ""}${app.shown(t) ? "" : " off"}${copied ? " copied" : ""} s-${source}`;
    row.title = `turn ${t} · ${source} · ${KIND_NAMES[kind] ?? kind}${copied ? " · copied context" : ""}\n${main} ${more}`;
    row.dataset.turn = String(t);
    fillCells(row, run, t, source === "system" ? `system: ${main}` : main, more);
    if (i === at) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
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
    list.mark(before, at, true);
  };
  return { el, render, settle: () => list.settle() };
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
