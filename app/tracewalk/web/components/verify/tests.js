// @ts-check
/** The tests of a candidate: what is called, what should come, what the model says, what really came. */
import { h } from "../stepper/dom.js";
import { digits, link, sign, tone, whose } from "./words.js";

/** @typedef {import("./types.js").Test} Test @typedef {import("./types.js").Asked} Asked @typedef {(asked: Asked) => void} Ask */

/** Name, what it means, and the class by which it is as wide in all candidates. @type {[string, string, string][]} */
const HEADS = [
  ["Test", "", "is-call"],
  ["Should give", "", "is-expected"],
  ["The model says", "✓ where that is what should come: the model accepts", "is-said"],
  ["Really gives", "✓ where that is what should come", "is-said"],
  ["Same?", "Does the model say what the run did, and by which rule", "is-expected"],
  ["Leaves it", "The first step at which the predicted run leaves the true one", "n is-step"],
  ["Tokens", "", "n is-tokens"],
];

/** @param {Test[]} given @param {Ask} ask */
export function tests(given, ask) {
  const steps = given.some((test) => test.first_divergent_step !== null);
  const heads = HEADS.filter(([name]) => steps || name !== "Leaves it").map(([name, title, cls]) =>
    h("th", { title, class: cls }, name),
  );
  return h(
    "div",
    "tests",
    h(
      "table",
      { label: "Tests" },
      h("thead", {}, h("tr", {}, ...heads)),
      h("tbody", {}, ...given.map((test) => line(test, steps, ask))),
    ),
  );
}

/** @param {Test} test @param {boolean} steps @param {Ask} ask */
function line(test, steps, ask) {
  const fooled = test.accepts === true && test.true_pass === false;
  return h(
    "tr",
    { class: fooled ? "fooled" : "", data: { check: test.check_id } },
    call(test),
    h("td", "expected", value(test.expected, null, "nobody says")),
    predicted(test, fooled, ask),
    actual(test, ask),
    h(
      "td",
      { class: "same", title: test.about_rule ?? "" },
      h("span", tone(test.match), sign(test.match, "")),
      test.rule ? ` ${test.rule}` : h("span", "dim", "-"),
    ),
    steps && h("td", "n", leaves(test, ask)),
    h("td", "n", test.tokens === null ? "" : digits(test.tokens), test.truncated && h("div", "note bad", "cut off")),
  );
}

/** @param {Test} test */
function call(test) {
  const from =
    test.input_origin === test.expected_origin || test.expected_origin === null
      ? whose(test.input_origin)
      : `input ${whose(test.input_origin)}, output ${whose(test.expected_origin)}`;
  return h("td", "call", h("code", {}, `${test.entry}(${test.input})`), h("div", "note", from));
}

/** @param {Test} test @param {boolean} fooled @param {Ask} ask */
function predicted(test, fooled, ask) {
  const { compare, trace_id: trace, prediction_id: prediction } = test;
  const said = value(test.predicted, test.predicted_exception, "says nothing");
  const mark = h("span", { class: `sign ${tone(test.accepts)}`, title: accepted(test.accepts) }, sign(test.accepts));
  const warn = fooled && h("div", "note bad", "⚠ accepted, and wrong");
  if (compare.url === null || !trace || !prediction)
    return h(
      "td",
      { class: "predicted", title: compare.why ?? "" },
      mark,
      said,
      h("div", "note why", compare.why),
      warn,
    );
  const step = test.first_divergent_step;
  const go = () => ask({ kind: "compare", trace, prediction, step });
  return h(
    "td",
    "predicted",
    mark,
    link(compare.url, go, "compare", "The prediction beside the run", said),
    warn,
    why(test),
  );
}

/** @param {Test} test */
function why(test) {
  return test.predicted === null && test.predicted_exception === null && test.error
    ? h("div", "note", test.error)
    : null;
}

/** @param {boolean|null} accepts */
const accepted = (accepts) => (accepts === null ? "no verdict" : accepts ? "the model accepts" : "the model rejects");

/** @param {Test} test @param {Ask} ask */
function actual(test, ask) {
  const { trace, trace_id: id } = test;
  const ended = { truncated: "was ended by a limit", died: "died" }[test.actual_outcome ?? ""] ?? "was not run";
  const came = value(test.actual, test.actual_exception, ended);
  const mark = h(
    "span",
    { class: `sign ${tone(test.true_pass)}`, title: passes(test.true_pass) },
    sign(test.true_pass),
  );
  if (trace.url === null || !id)
    return h("td", { class: "actual", title: trace.why ?? "" }, mark, came, h("div", "note why", trace.why));
  return h(
    "td",
    "actual",
    mark,
    link(trace.url, () => ask({ kind: "trace", trace: id }), "trace", "The run, step by step", came),
  );
}

/** @param {boolean|null} yes */
const passes = (yes) =>
  yes === null ? "nothing says what should come" : yes ? "what should come" : "not what should come";

/** @param {string|null} returned @param {string|null} raised @param {string} none */
function value(returned, raised, none) {
  if (returned !== null) return h("code", "value", returned);
  if (raised !== null) return h("code", "value raised", "raises ", raised);
  return h("span", "dim", none);
}

/** @param {Test} test @param {Ask} ask */
function leaves(test, ask) {
  const { compare, trace_id: trace, prediction_id: prediction, first_divergent_step: step } = test;
  if (step === null)
    return test.prediction_id !== null && test.predicted_by === "full" ? h("span", "ok", "✓ never") : null;
  if (compare.url === null || !trace || !prediction) return `step ${step}`;
  return link(
    compare.url,
    () => ask({ kind: "compare", trace, prediction, step }),
    "step",
    "The first step that is wrong",
    `step ${step}`,
  );
}
