// @ts-check
/** Both runs as one strip, row by row: the left's bars upwards, the right's downwards, and between them how alike they are. */
import { brief, h } from "../stepper/dom.js";
import { scrub } from "../stepper/scrub.js";
import { prepare } from "../stepper/ticks.js";
import { KIND_NAMES } from "../trajectory/icons.js";
import { BARS } from "../trajectory/strip.js";
import { digits } from "../trajectory/words.js";
import { SIGNS } from "./pairs.js";
import { HEIGHT, paint } from "./strip.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./pairs.js").Pairs} Pairs */
/** @typedef {import("./types.js").Likeness} Likeness */

const KINDS = ["read", "search", "run", "test", "edit", "submit"];
/** @type {[Likeness, string][]} */
const LIKE = [
  ["same", "the same"],
  ["variant", "done otherwise"],
  ["different", "another thing"],
  ["left", "only left"],
  ["right", "only right"],
];

/** @param {App} app */
export function createTimeline(app) {
  const canvas = h("canvas");
  const cursor = h("div", "cursor");
  const tip = h("div", "tip");
  const ribbon = h(
    "div",
    { class: "ribbon", role: "slider", label: "Timeline: rows of the two runs" },
    canvas,
    cursor,
    tip,
  );
  const likes = LIKE.map(([like, words]) => h("span", {}, h("i", `sw band l-${like}`, SIGNS[like][0]), words));
  const kinds = KINDS.map((kind) => h("span", { data: { kind } }, h("i", `sw kind k-${kind}`), KIND_NAMES[kind]));
  const legend = h(
    "div",
    "legend",
    h("span", {}, "left ▲ · right ▼"),
    ...likes,
    ...kinds,
    h("span", {}, h("i", "sw now"), "you are here"),
  );
  const el = h("div", "timeline", ribbon, legend);
  let width = 0;
  let painted = "";

  /** @param {string} name a token of the style sheet */
  const token = (name) => getComputedStyle(app.root).getPropertyValue(name).trim() || "gray";

  /** @param {Pairs} pairs */
  const repaint = (pairs) => {
    const g = prepare(canvas, width, HEIGHT);
    if (!g) return;
    const kindColors = Object.fromEntries(Object.keys(BARS).map((kind) => [kind, token(`--k-${kind}`)]));
    const bands = Object.fromEntries(LIKE.map(([like]) => [like, token(`--l-${like}`)]));
    paint(g, pairs, width, {
      kinds: kindColors,
      bands,
      yes: token("--right"),
      no: token("--state"),
      ink: token("--ink"),
    });
    const seen = new Set(
      ["left", "right"].flatMap((which) => {
        const { outline } = pairs.runs[/** @type {"left"|"right"} */ (which)];
        return outline.kind.map((kind) => outline.kinds[kind]);
      }),
    );
    kinds.forEach((item, i) => (item.hidden = !seen.has(KINDS[i])));
    const counts = pairs.counts();
    likes.forEach((item, i) => (item.hidden = counts[LIKE[i][0]] === 0));
    ribbon.setAttribute("aria-valuemin", "0");
    ribbon.setAttribute("aria-valuemax", String(pairs.n - 1));
  };

  /** @param {number} row @param {"left"|"right"} which */
  const told = (row, which) => {
    const { pairs } = app;
    const turn = pairs.turn(row, which);
    if (turn < 0) return `${which}: no turn`;
    const run = pairs.runs[which];
    return `${which} ${digits(turn)} · ${run.kind(turn)} · ${brief(run.title(turn), 70)}`;
  };
  scrub(app, ribbon, tip, {
    span: () => [0, app.pairs.n],
    now: () => app.focus.row,
    go: (row, how) => app.go({ row }, how),
    tell: (row) => {
      const [sign, words] = SIGNS[app.pairs.likeness(row)];
      return `${told(row, "left")}\n${sign} ${words}\n${told(row, "right")}`;
    },
  });

  /** @param {View} view */
  const render = ({ pairs, row }) => {
    if (width <= 0) return;
    const key = `${width}:${app.theme}`;
    if (key !== painted) {
      painted = key;
      repaint(pairs);
    }
    const w = width / pairs.n;
    const wide = Math.max(3, Math.min(w, 14));
    cursor.style.width = `${wide}px`;
    cursor.style.transform = `translateX(${Math.max(0, Math.min((row + 0.5) * w - wide / 2, width - wide))}px)`;
    ribbon.setAttribute("aria-valuenow", String(row));
  };

  new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (app.pairs) app.render();
  }).observe(ribbon);
  return { el, render };
}
