// @ts-check
/** The alignment as a list: a row holds a turn of either run or of both, and a sign between them that says how alike they are. */
import { count, fill, h, setText } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { fillCells } from "../trajectory/cells.js";
import { KIND_NAMES } from "../trajectory/icons.js";
import { digits } from "../trajectory/words.js";
import { SIGNS } from "./pairs.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */

const ROW = 25;
const WORDS = {
  same: "the same",
  variant: "done otherwise",
  different: "different",
  left: "only left",
  right: "only right",
};

/** How many rows are how alike. @param {import("./pairs.js").Pairs} pairs */
function amounts(pairs) {
  const counts = pairs.counts();
  return /** @type {import("./types.js").Likeness[]} */ (Object.keys(counts))
    .filter((like) => counts[like] > 0)
    .map((like) =>
      h(
        "span",
        { class: `amount l-${like}`, title: `${count(counts[like], "row")}: ${SIGNS[like][1]}` },
        h("i", "sign", SIGNS[like][0]),
        ` ${digits(counts[like])}`,
        h("span", "more", ` ${WORDS[like]}`),
      ),
    );
}

/** @param {App} app */
export function createList(app) {
  const total = h("div", "amounts");
  /** @type {number[]} the rows of the alignment that are listed */
  let rows = [];
  let at = -1;
  let key = "";

  /** @param {HTMLElement} el @param {number} row @param {Which} which */
  const half = (el, row, which) => {
    const turn = app.pairs.turn(row, which);
    if (turn < 0) {
      el.className = "half none";
      el.title = "";
      el.replaceChildren();
      return;
    }
    const { run } = app.sides[which];
    const kind = run.kind(turn);
    const title = run.title(turn);
    el.className = `half s-${run.source(turn)}`;
    el.title = `${which}, turn ${turn} · ${KIND_NAMES[kind] ?? kind}\n${title}`;
    fillCells(el, run, turn, title);
  };

  const create = () => {
    const click = () => app.jump(Number(el.dataset.row));
    const el = h("button", { click }, h("span"), h("span"), h("span"));
    el.type = "button";
    return el;
  };

  /** @param {number} i @param {HTMLElement} [old] */
  const draw = (i, old) => {
    const row = rows[i];
    const like = app.pairs.likeness(row);
    const other = app.pairs.otherResult(row);
    const [sign, words] = SIGNS[like];
    const about = other ? `${words}, with another result` : words;
    const el = old ?? create();
    const [left, between, right] = /** @type {HTMLElement[]} */ ([...el.children]);
    el.className = `v l-${like}${i === at ? " on" : ""}${row === app.pairs.first ? " first" : ""}`;
    el.dataset.row = String(row);
    half(left, row, "left");
    half(right, row, "right");
    between.className = `sign${other ? " other" : ""}`;
    between.title = about;
    between.setAttribute("aria-label", about);
    setText(between, other ? `${sign}!` : sign);
    if (i === at) el.setAttribute("aria-current", "step");
    else el.removeAttribute("aria-current");
    return el;
  };
  const list = new VirtualList(ROW, draw, "turns of both runs", Infinity);
  const el = h("section", { class: "card turns", label: "Turns of both runs, aligned" }, h("h3", {}, total), list.el);

  /** @param {View} view */
  const render = ({ pairs, row }) => {
    const must = app.shown(row) ? -1 : row;
    const wanted = `${app.only}:${must}`;
    if (wanted !== key) {
      key = wanted;
      rows = [];
      for (let i = 0; i < pairs.n; i++) if (app.shown(i) || i === row) rows.push(i);
      at = rows.indexOf(row);
      list.reset(rows.length);
      fill(total, ...(app.only ? [`only the differing of ${digits(pairs.n)} rows: `] : []), ...amounts(pairs));
      list.reveal(Math.max(0, at));
      return;
    }
    if (rows[at] === row) return;
    const before = at;
    at = app.only ? rows.indexOf(row) : row;
    list.mark(before, at, true);
  };
  return { el, render, settle: () => list.settle() };
}
