// @ts-check
/** Habits of the run that are worth a look, each with buttons to the turns that show it. */
import { get } from "../stepper/api.js";
import { button, fill, h, setText } from "../stepper/dom.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Pattern} Pattern */

const SHOWN = 8;
const FEW = 3;
const LATER = 400; // the rules read the whole run: what the user waits for goes first

/** @param {App} app */
export function createFindings(app) {
  const total = h("span", "when");
  const list = h("div", "findings");
  const el = h("div", "pane", h("h3", {}, h("span", "title", "Worth a look"), h("span", "grow"), total), list);
  /** @type {Pattern[]} */
  let found = [];
  let asked = false;
  let here = -1;

  /** @param {Pattern} pattern */
  const one = ({ text, turns }) => {
    const all = turns.map((turn) =>
      button(digits(turn), () => app.jump(turn), {
        class: `mini${turn === here ? " on" : ""}`,
        title: `turn ${turn}: ${app.run.title(turn)}`,
      }),
    );
    const rest = all.length - SHOWN;
    const more =
      rest > 0 &&
      button(`+${rest}`, () => more && more.replaceWith(...all.slice(SHOWN)), { class: "mini", title: "all" });
    return [h("p", {}, text), h("div", "marks", ...all.slice(0, SHOWN), more)];
  };

  /** What one rule found. @param {Pattern[]} same */
  const row = (same) => {
    const many = same.length > 1 ? ` (${same.length})` : "";
    const rest = same.slice(FEW);
    const more =
      rest.length > 0 &&
      button(`${rest.length} more`, () => more && more.replaceWith(...rest.flatMap(one)), { class: "mini more" });
    return h("div", "finding", h("b", {}, same[0].title + many), ...same.slice(0, FEW).flatMap(one), more);
  };

  const load = async () => {
    try {
      found = (await get(`${app.data.api}/patterns`)).patterns;
      draw();
    } catch (error) {
      fill(list, h("p", "note bad", error instanceof Error ? error.message : String(error)));
    }
  };
  const draw = () => {
    setText(total, found.length ? digits(found.length) : "");
    fill(
      list,
      ...(found.length
        ? [...Map.groupBy(found, (pattern) => pattern.title).values()].map(row)
        : [h("p", "note", "Nothing that our rules know of.")]),
    );
  };

  /** @param {View} view */
  const render = ({ turn }) => {
    if (!asked) setTimeout(() => void load(), LATER);
    asked = true;
    if (turn === here) return;
    here = turn;
    for (const el of list.querySelectorAll("button")) el.classList.toggle("on", el.textContent === digits(turn));
  };
  return { el, render };
}
