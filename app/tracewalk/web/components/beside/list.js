// @ts-check
/** The alignment as a list: a row holds a turn of either run or of both, and a sign between them that says how alike they are. */
import { count, fill, h } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { icon, KIND_NAMES } from "../trajectory/icons.js";
import { marks } from "../trajectory/list.js";
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

  /** @param {number} row @param {Which} which */
  const half = (row, which) => {
    const turn = app.pairs.turn(row, which);
    if (turn < 0) return h("span", "half none");
    const { run } = app.sides[which];
    const kind = run.kind(turn);
    return h(
      "span",
      {
        class: `half s-${run.source(turn)}`,
        title: `${which}, turn ${turn} · ${KIND_NAMES[kind] ?? kind}\n${run.title(turn)}`,
      },
      h("span", "at", digits(turn)),
      icon(kind),
      h("span", "val", run.title(turn)),
      ...marks(run, turn),
    );
  };

  /** @param {number} i */
  const draw = (i) => {
    const row = rows[i];
    const like = app.pairs.likeness(row);
    const other = app.pairs.otherResult(row);
    const [sign, words] = SIGNS[like];
    const about = other ? `${words}, with another result` : words;
    const el = h(
      "button",
      { class: `v l-${like}${i === at ? " on" : ""}`, data: { row }, click: () => app.jump(row) },
      half(row, "left"),
      h("span", { class: `sign${other ? " other" : ""}`, title: about, label: about }, other ? `${sign}!` : sign),
      half(row, "right"),
    );
    el.type = "button";
    if (row === app.pairs.first) el.classList.add("first");
    if (i === at) el.setAttribute("aria-current", "step");
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
    list.mark(before, at);
  };
  return { el, render };
}
