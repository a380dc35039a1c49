// @ts-check
/** What sets the two apart, first of all: where they part, how much is alike, and what each milestone took. */
import { button, count, fill, h } from "../stepper/dom.js";
import { digits, duration, money, short } from "../trajectory/words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */
/** @typedef {import("./types.js").Reached} Reached @typedef {import("./pairs.js").Pairs} Pairs */

/** What was spent up to there: turns, dollars or tokens, time; "" where it is not known. @param {Reached} at */
function spent({ n_turns, cost, tokens, seconds }) {
  const price = cost !== null ? money(cost) : tokens ? `${short(tokens)} tokens` : "";
  return [count(n_turns, "turn"), price, seconds !== null ? duration(seconds) : ""];
}

/** @param {App} app @param {Which} which @param {Reached|null} at @param {boolean} sooner than the other run */
function reached(app, which, at, sooner) {
  if (!at) return h("td", "never", "not reached");
  const [, price, time] = spent(at);
  const tokens = at.cost !== null && at.tokens ? `, ${digits(at.tokens)} tokens` : "";
  const go = button(`turn ${digits(at.turn)}`, () => app.jump(app.pairs.rows[which][at.turn]), {
    class: "link",
    title: `After ${spent(at).filter(Boolean).join(", ")}${tokens} of the agent. Go there`,
  });
  const both = price && time ? h("i", "more", ` · ${time}`) : null;
  return h("td", sooner ? "sooner" : "", go, h("small", {}, price || time, both));
}

/** @param {Pairs} pairs @param {App} app */
function parting(pairs, app) {
  const { first } = pairs;
  if (first === null) {
    const words =
      pairs.counts().variant > 0 ? "Both do the same things, some in another way." : "Both do the same throughout.";
    return h("p", "lead", words);
  }
  const same = first === 0 ? "They differ from the beginning. " : `The same things for ${count(first, "row")}, then `;
  /** @param {Which} which */
  const deed = (which) => {
    const turn = pairs.turn(first, which);
    const near = turn < 0 ? pairs.from(first, which) : turn;
    const { run } = app.sides[which];
    if (near < 0) return h("span", "deed", `${which}: ${run.n ? "ends here" : "has no turn"}`);
    const kind = h("b", {}, run.kind(near));
    const title = h("code", { title: run.title(near) }, run.title(near).slice(0, 160));
    return h("span", "deed", `${which}: `, turn < 0 && "only later ", kind, " ", title);
  };
  const go = button("first divergence", () => app.command("divergence", 1), { class: "mini", key: "F" });
  return h("p", "lead", same, go, deed("left"), deed("right"));
}

/** Milestones in few words; the server's own say more. @type {Record<string, string>} */
const NAMES = {
  read: "first look at it",
  edit: "first kept edit",
  test: "first tests",
  pass: "first pass",
  submit: "submission",
  end: "end",
};

/** @param {App} app */
export function createSummary(app) {
  const body = h("div", "inside");
  const el = h("section", { class: "card summary", label: "What sets them apart" }, body);
  let drawn = false;

  /** @param {View} view */
  const render = ({ pairs }) => {
    if (drawn) return;
    drawn = true;
    const rows = pairs.told.milestones
      .filter((mark) => mark.left || mark.right)
      .map(({ name, title, left, right }) => {
        const ahead = left && right ? Math.sign(right.n_turns - left.n_turns) : left ? 1 : -1;
        return h(
          "tr",
          {},
          h("th", { title }, NAMES[name] ?? title),
          reached(app, "left", left, ahead > 0),
          reached(app, "right", right, ahead < 0),
        );
      });
    const head = h("tr", {}, h("th", {}, "Milestone"), h("th", {}, "left"), h("th", {}, "right"));
    fill(body, parting(pairs, app), h("table", "milestones", h("thead", {}, head), h("tbody", {}, ...rows)));
  };
  return { el, render };
}
