// @ts-check
/** What the tests said up to the turn. */
import { lastAtMost } from "../stepper/csr.js";
import { button, count, h, setText } from "../stepper/dom.js";
import { digits, testsText } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View */

const SHOWN = 12;

/** @param {App} app */
export function createTests(app) {
  const total = h("span", "when");
  const last = h("p", "latest");
  const marks = h("div", "marks");
  const el = h("div", "pane tests", h("h3", {}, h("span", "title", "Tests"), h("span", "grow"), total), last, marks);
  let shown = "";

  /** @param {View} view */
  const render = ({ run, turn }) => {
    const tests = run.testsUpTo(turn);
    const ran = lastAtMost(run.testRuns, turn) + 1;
    const key = `${tests.length}:${ran}:${turn === tests[tests.length - 1]?.turn}`;
    el.hidden = run.testRuns.length === 0;
    if (key === shown) return;
    shown = key;
    setText(total, ran ? count(ran, "run") : "");
    const latest = tests[tests.length - 1];
    if (!latest) last.replaceChildren(h("span", "note", ran ? "run, but no result is known" : "not run up to here"));
    else
      last.replaceChildren(
        h("b", latest.failed > 0 ? "no" : "yes", testsText(latest)),
        h("span", "when", latest.turn === turn ? " at this turn" : ` at turn ${digits(latest.turn)}`),
      );
    marks.replaceChildren(
      ...tests.slice(-SHOWN).map((test) =>
        button(test.failed > 0 ? `✕${digits(test.failed)}` : `✓${digits(test.passed)}`, () => app.jump(test.turn), {
          class: `mini ${test.failed > 0 ? "no" : "yes"}`,
          title: `turn ${test.turn}: ${testsText(test)}`,
        }),
      ),
    );
  };
  return { el, render };
}
