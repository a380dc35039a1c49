// @ts-check
/** The turn of one run in the current row, as on the run's own page; or that it has none there. */
import { button, fill, h, setText } from "../stepper/dom.js";
import { runLink } from "../trajectory/links.js";
import { digits } from "../trajectory/words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */

const KEPT = 12;

/** @param {App} app @param {Which} which */
export function createTurnPane(app, which) {
  const title = h("span", "title");
  const page = h("a", {}, "open alone");
  page.target = "_self";
  const body = h("div", "body");
  const scroller = h("div", "scroll", body);
  scroller.tabIndex = -1;
  // Kept, because setting it has the page laid out, which the other side's turn then would once more.
  let scrolled = false;
  let away = false;
  scroller.addEventListener("scroll", () => (scrolled = true), { passive: true });
  const el = h(
    "section",
    { class: `turn ${which}`, label: `The ${which} run` },
    h("h3", {}, title, h("span", "grow"), page),
    scroller,
  );
  /** @type {Map<number, HTMLElement>} turns drawn last */
  const drawn = new Map();
  let shown = "";

  /** @param {string} text @param {number} turn -1: there is none */
  const near = (text, turn) => {
    if (turn < 0) return null;
    const side = app.sides[which];
    return h(
      "p",
      "near",
      h("span", "note", text),
      " ",
      button(`turn ${digits(turn)}`, () => side.jump(turn), { class: "link" }),
      " ",
      h("code", {}, side.run.title(turn).slice(0, 200)),
    );
  };

  /** @param {View} view */
  const none = ({ pairs, row }) => {
    const there = which === "left" ? "right" : "left";
    return h(
      "div",
      "nothing",
      h(
        "p",
        "note",
        `This run has no turn that stands beside turn ${digits(pairs.turn(row, there))} of the ${there} run.`,
      ),
      near("Before:", pairs.upTo(row, which)),
      near("After:", pairs.from(row, which)),
    );
  };

  /** @param {number} turn */
  const drawTurn = (turn) => {
    const side = app.sides[which];
    const whole = side.turns.now(turn);
    if (!whole) {
      fill(
        body,
        h("div", "turnhead", h("b", {}, `Turn ${turn}`), h("span", "note", side.run.title(turn))),
        h("p", "note", "Loading…"),
      );
      return;
    }
    const known = drawn.get(turn) ?? side.draw(whole);
    drawn.delete(turn);
    drawn.set(turn, known);
    if (drawn.size > KEPT) drawn.delete(/** @type {number} */ (drawn.keys().next().value));
    body.replaceChildren(known);
  };

  /** @param {View} view */
  const render = (view) => {
    const side = app.sides[which];
    const turn = view.pairs.turn(view.row, which);
    const key = `${view.row}:${turn >= 0 && Boolean(side.turns.now(turn))}`;
    if (key === shown) return;
    shown = key;
    setText(title, `${which} · ${side.who}`);
    const near = turn < 0 ? Math.max(view.pairs.upTo(view.row, which), 0) : turn;
    page.href = runLink(side.data, side.data.trajectory_id, near);
    el.classList.toggle("none", turn < 0);
    if (turn < 0) fill(body, none(view));
    else drawTurn(turn);
    away = scrolled;
  };

  /** To the top of what was drawn, once all of the page is. */
  const settle = () => {
    if (away) scroller.scrollTop = 0;
    if (away) scrolled = false;
    away = false;
  };

  /** @param {string} message */
  const fail = (message) =>
    fill(
      body,
      h("p", "note bad", `✕ This turn can't be shown: ${message}`),
      button("try again", () => app.go({}, "silent")),
    );

  /** @param {boolean} open */
  const foldAll = (open) => {
    drawn.clear();
    for (const at of body.querySelectorAll("details.reasoning, details.given"))
      /** @type {HTMLDetailsElement} */ (at).open = open;
  };
  return { el, scroller, render, settle, fail, foldAll };
}
