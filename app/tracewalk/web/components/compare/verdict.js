// @ts-check
/** The verdict of the whole prediction: one sentence, the rates, how it ended. */
import { button, fill, h, setText } from "../stepper/dom.js";
import { demoText } from "../stepper/predict.js";
import { UNASKED, endingOf } from "../stepper/prediction.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("./session.js").Session} Session @typedef {Record<string, any>} Row */

/** @param {number|null|undefined} share @returns {string} "" where there is nothing to rate */
const percent = (share) => (typeof share === "number" ? `${(share * 100).toFixed(1)} %` : "");
/** @param {number|null|undefined} n */
const digits = (n) => (typeof n === "number" ? n.toLocaleString("en") : "");
/** @param {boolean|null|undefined} right */
const rightness = (right) => (right === true ? "✓ right" : right === false ? "≠ wrong" : "");

/** How many steps are right, position by position; null where that is not rated. @param {Row} row */
const byPosition = ({ step_accuracy: share, n_true }) => (typeof share === "number" ? Math.round(share * n_true) : null);
/** @param {Row} row @param {number|null} right */
const ofSteps = ({ n_true }, right) =>
  right === null ? "" : `${digits(right)} of ${digits(n_true)} · ${percent(right / n_true)}`;

/** Label, value, and what it means. @type {[string, (row: Row) => string, string][]} */
const FACTS = [
  [
    "return value",
    (r) => rightness(r.return_correct),
    "Whether the entry returns what it is said to return, by meaning",
  ],
  [
    "steps right",
    (r) => ofSteps(r, byPosition(r)),
    "Of all true steps, position by position, those whose event, source line and every value are right; also behind the first error",
  ],
  [
    "re-aligned",
    (r) => ([null, r.n_correct].includes(byPosition(r)) ? "" : ofSteps(r, r.n_correct)),
    "The same after re-alignment, so that one skipped iteration does not count as many errors",
  ],
  [
    "state match",
    (r) => percent(r.state_em),
    "As in CWM's Table 9: of the true call and line steps, position by position, those whose observation is the true one as written",
  ],
  [
    "resolved",
    (r) => (r.state_em_resolved === r.state_em ? "" : percent(r.state_em_resolved)),
    "The same with each `..` replaced by the value that it stands for",
  ],
  [
    "action match",
    (r) => percent(r.action_em),
    "As in CWM's Table 9: of all true steps, position by position, those whose source line is the true one",
  ],
  [
    "re-aligned",
    (r) => (r.action_em_aligned === r.action_em ? "" : percent(r.action_em_aligned)),
    "The same after re-alignment, so that one skipped iteration does not count as many errors",
  ],
  ["root errors", (r) => digits(r.n_root), "Wrong steps of which nothing that their line reads was wrong before"],
  ["inherited", (r) => digits(r.n_inherited), "Wrong steps that follow from an earlier error"],
  ["malformed", (r) => (r.n_malformed ? digits(r.n_malformed) : ""), "Text that is no step"],
  ["missing", (r) => (r.n_missing ? digits(r.n_missing) : ""), "True steps that are not said"],
  ["extra", (r) => (r.n_extra ? digits(r.n_extra) : ""), "Steps that are said and did not happen"],
  [
    "tokens",
    (r) =>
      r.tokens === null || r.tokens === undefined
        ? ""
        : `${r.tokens_exact === false ? "about " : ""}${digits(r.tokens)}${rate(r)}`,
    "Tokens that the model wrote",
  ],
  [
    "ended",
    (r) => (UNASKED.includes(r.ended) ? "not asked" : r.ended ? endingOf(r.ended) : ""),
    "How the text ended, seen beside the truth",
  ],
];

/** Facts that hold where nothing was said. */
const ALWAYS = new Set(["tokens", "ended"]);
/** Facts that say another's more exactly. */
const SUB = new Set(["resolved", "re-aligned"]);

/** @param {Row} row */
function rate({ tokens, seconds }) {
  return tokens > 0 && seconds > 0.05 ? ` · ${Math.round(tokens / seconds).toLocaleString("en")}/s` : "";
}

/** @param {App} app @param {Session} session */
export function createVerdict(app, session) {
  const head = h("div", "big");
  const error = h("p", "first");
  const facts = h("dl");
  const model = h("p", "note");
  const box = h("div", "judged", head, error, facts, model);
  const el = h("div", "pane", h("h3", {}, h("span", "title", "Verdict")), box);
  let shown = "";

  /** @param {number|null} step @param {string[]} sentences */
  const first = (step, sentences) => {
    const go =
      step === null
        ? ""
        : button(`step ${digits(step)}`, () => app.jump(step), { class: "link", title: "Go to the first divergence" });
    return sentences.length || go ? [sentences.join(" "), " ", go] : [];
  };

  const render = () => {
    const key = String(session.version);
    if (key === shown) return;
    shown = key;
    const { row, sentences } = session.known;
    el.hidden = row === null;
    if (row === null) return;
    setText(head, (sentences[0] ?? "").replace(/\.$/, ""));
    fill(error, ...first(session.start(), sentences.slice(1)));
    const demo = demoText(session.endpoints.get(String(row.endpoint)));
    model.hidden = demo === null;
    setText(model, demo ? `${row.model} is a ${demo.whole.replace(/^a /, "")}.` : "");
    const rated = row.n_predicted ? FACTS : FACTS.filter(([label]) => ALWAYS.has(label));
    const known = rated
      .map(([label, value, title]) => ({ label, text: value(row), title }))
      .filter((f) => f.text !== "");
    fill(
      facts,
      ...known.flatMap(({ label, text, title }) => [
        h("dt", { class: SUB.has(label) ? "sub" : "", title }, label),
        h("dd", {}, text),
      ]),
    );
  };
  return { el, render };
}
