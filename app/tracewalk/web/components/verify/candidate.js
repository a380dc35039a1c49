// @ts-check
/** One candidate: how it was judged, its source, and its tests: predicted, expected and actual side by side. */
import { count, h } from "../stepper/dom.js";
import { tests } from "./tests.js";
import { sign, tone } from "./words.js";

/** @typedef {import("./types.js").Candidate} Candidate @typedef {import("./types.js").Asked} Asked */

/** @param {Candidate} one @param {(asked: Asked) => void} ask @param {number} alike how many the verdict finds best */
export function candidate(one, ask, alike) {
  return h(
    "section",
    { class: "card candidate", label: `Candidate ${one.candidate}`, data: { candidate: one.candidate } },
    h("h3", {}, h("span", "title", `Candidate ${one.candidate}`), by(one), ...verdict(one, alike)),
    h("div", "sides", source(one), tests(one.tests, ask)),
  );
}

/** @param {Candidate} one */
function by(one) {
  const by = {
    bench: "of the benchmark",
    model: `by ${one.author ?? "a model"}`,
    human: one.author ? `by ${one.author}` : "by hand",
  };
  return h("span", "note", /** @type {Record<string, string>} */ (by)[one.origin] ?? one.origin);
}

/** @param {Candidate} one @param {number} alike */
function verdict(one, alike) {
  const fooled = one.accepted === true && one.passes === false;
  const chips = [h("span", `chip ${tone(one.passes)}`, `${sign(one.passes, "?")} ${truth(one)}`)];
  if (!one.is_output)
    chips.push(
      h(
        "span",
        {
          class: `chip ${fooled ? "bad" : "none"}`,
          title: "The model accepts a test where it predicts what should come",
        },
        opinion(one),
      ),
    );
  if (fooled) chips.push(h("span", "chip bad strong", "⚠ accepted, and wrong"));
  if (one.chosen)
    chips.push(
      h(
        "span",
        {
          class: "chip choice",
          title: "Of all candidates the model accepts the most of its tests; alike ones share the choice",
        },
        alike > 1 ? `☆ one of ${alike} alike to choose from` : "★ its choice",
      ),
    );
  return chips;
}

/** @param {Candidate} one */
function truth(one) {
  if (one.passes === null) return "not known whether it is right";
  if (one.is_output) return one.passes ? "predicted right" : "predicted wrong";
  const by = one.bench ? `the problem's ${count(one.bench, "test")}` : `its author's ${count(one.own, "test")}`;
  return one.passes ? `right by ${by}` : `wrong by ${by}`;
}

/** @param {Candidate} one */
function opinion(one) {
  const of = one.own ? "its author's tests" : "the problem's tests";
  if (!one.yes && !one.no) return "no verdict";
  return `the model accepts ${one.yes} of ${one.words} of ${of}`;
}

/** @param {Candidate} one */
function source(one) {
  const lines = [...one.lines];
  if (lines.at(-1) === "" && lines.length === one.n_lines) lines.pop();
  const rows = lines.map((markup, at) => {
    const text = h("span", "text");
    text.innerHTML = markup || " "; // the server's own highlighting, the only HTML that is trusted here
    return h("div", "line", h("span", "no", at + 1), text);
  });
  const more =
    one.n_lines > one.lines.length ? h("p", "note", `and ${count(one.n_lines - one.lines.length, "line")} more`) : null;
  return h("div", { class: "source", label: "Source" }, h("div", "lines", ...rows), more);
}
