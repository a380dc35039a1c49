// @ts-check
/** What sets the two apart, first of all: where they part, how much is alike, and what each milestone took. */
import { button, count, fill, h } from "../stepper/dom.js";
import { digits, duration, money, short } from "../trajectory/words.js";
import { SIGNS } from "./pairs.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */
/** @typedef {import("./types.js").Reached} Reached @typedef {import("./pairs.js").Pairs} Pairs */

/** @param {Reached} at @returns {string[]} what was spent up to there */
function spent({ n_turns, cost, tokens, seconds }) {
  const money_ = cost !== null ? money(cost) : tokens ? `${short(tokens)} tokens` : "";
  return [count(n_turns, "turn"), money_, seconds !== null ? duration(seconds) : ""].filter(Boolean);
}

/** @param {App} app @param {Which} which @param {Reached|null} at @param {boolean} sooner than the other run */
function reached(app, which, at, sooner) {
  if (!at) return h("td", "never", "not reached");
  const [turns, ...rest] = spent(at);
  const cost = at.cost !== null && at.tokens ? `, ${digits(at.tokens)} tokens` : "";
  const go = button(`turn ${digits(at.turn)}`, () => app.jump(app.pairs.rows[which][at.turn]), {
    class: "link",
    title: `After ${spent(at).join(", ")}${cost} of the agent. Go there`,
  });
  return h("td", sooner ? "sooner" : "", go, h("small", {}, rest.join(" · ") || turns));
}

/** @param {Pairs} pairs @param {App} app */
function parting(pairs, app) {
  const { first } = pairs;
  if (first === null) {
    const words = pairs.unlike.length
      ? "Both do the same things, some in another way."
      : "Both do the same throughout.";
    return h("p", "lead", words);
  }
  const same = first === 0 ? "They differ from the beginning. " : `The same things for ${count(first, "row")}. `;
  /** @param {Which} which */
  const deed = (which) => {
    const turn = pairs.turn(first, which);
    const { run } = app.sides[which];
    return turn < 0
      ? [`${which} goes on later`]
      : [`${which}: `, h("b", {}, run.kind(turn)), " ", h("code", {}, run.title(turn).slice(0, 160))];
  };
  return h(
    "p",
    "lead",
    same,
    button("First divergence", () => app.command("divergence", 1), { class: "mini", key: "F" }),
    h("span", "deed", ...deed("left")),
    h("span", "deed", ...deed("right")),
  );
}

/** How many rows are how alike. @param {Pairs} pairs */
function amounts(pairs) {
  const counts = pairs.counts();
  const parts = /** @type {import("./types.js").Likeness[]} */ (Object.keys(counts))
    .filter((like) => counts[like] > 0)
    .map((like) =>
      h(
        "span",
        { class: `amount l-${like}`, title: SIGNS[like][1] },
        h("i", "sign", SIGNS[like][0]),
        ` ${digits(counts[like])} ${WORDS[like]}`,
      ),
    );
  return h("div", "amounts", ...parts);
}

const WORDS = {
  same: "same",
  variant: "done otherwise",
  different: "different",
  left: "only left",
  right: "only right",
};

/** @param {App} app */
export function createSummary(app) {
  const body = h("div", "inside");
  const el = h(
    "section",
    { class: "card summary", label: "What sets them apart" },
    h("h3", {}, h("span", "title", "What sets them apart")),
    body,
  );
  let drawn = false;

  /** @param {View} view */
  const render = ({ pairs }) => {
    if (drawn) return;
    drawn = true;
    const rows = pairs.told.milestones
      .filter((mark) => mark.left || mark.right)
      .map(({ title, left, right }) => {
        const ahead = left && right ? Math.sign(right.n_turns - left.n_turns) : left ? 1 : -1;
        return h(
          "tr",
          {},
          h("th", {}, title),
          reached(app, "left", left, ahead > 0),
          reached(app, "right", right, ahead < 0),
        );
      });
    const head = h("tr", {}, h("th", {}, "Milestone"), h("th", {}, "left"), h("th", {}, "right"));
    fill(
      body,
      parting(pairs, app),
      amounts(pairs),
      h("table", "milestones", h("thead", {}, head), h("tbody", {}, ...rows)),
    );
  };
  return { el, render };
}
