// @ts-check
/** What the user must know before reading the page: nothing is said, or only of some steps, or not what was asked for. */
import { count, fill, h } from "../stepper/dom.js";
import { UNASKED, endingOf } from "../stepper/prediction.js";
import { predictNow } from "../stepper/predictions.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("./session.js").Session} Session @typedef {Record<string, any>} Row */

/** A message as a sentence. @param {string} text */
function said(text) {
  const whole = text.trim().replace(/[^.!?]$/, "$&.");
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

/** @param {Row} row @returns {string} */
function silent(row) {
  const why = row.error ? ` ${said(row.error)}` : "";
  if (UNASKED.includes(row.ended)) return `Nothing to compare. ${said(endingOf(row.ended))}${why}`;
  if (row.ended === "failed") return `Nothing to compare: the endpoint failed before a step was whole.${why}`;
  if (row.ended === "cancelled") return "Nothing to compare: it was stopped before a step was whole.";
  return `Nothing to compare: the model wrote no step.${why}`;
}

/** What a mode leaves out. @param {Row} row @param {number} n steps of the trace @returns {string} */
function partly(row, n) {
  const from = row.from_step ? ` from step ${row.from_step.toLocaleString("en")} on` : "";
  if (row.mode === "return")
    return "Mode return: the model went from the call straight to the return value, so only the return is compared.";
  if (row.mode === "score")
    return "Mode score: the model wrote nothing; the heat below shows how likely it finds the true text.";
  if (row.mode === "step" && row.n_true < n)
    return `Mode step: ${count(row.n_true, "step")} of ${n.toLocaleString("en")} were asked, each from the true steps before it; the others are left blank.`;
  if (row.mode === "step") return "";
  if (from) return `Predicted${from}; the steps before it were given as they truly were.`;
  if (row.error && row.n_predicted) return `It ended early. ${said(row.error)}`;
  return "";
}

/** @param {App} app @param {Session} session */
export function createNotice(app, session) {
  const bad = h("div", { class: "notice bad", role: "alert" });
  const part = h("div", "notice");
  const el = h("div", "notices", bad, part);
  let shown = "";

  const render = () => {
    const key = `${session.version}:${app.view.trace.nSteps}`;
    if (key === shown) return;
    shown = key;
    const { row } = session.known;
    const { sort } = session.subject;
    const nothing = sort === "none";
    const trouble = session.problem || (row && !row.n_predicted && sort !== "job" ? silent(row) : "");
    const word = nothing || trouble ? "" : row && sort === "prediction" ? partly(row, app.view.trace.nSteps) : "";
    bad.hidden = !trouble;
    fill(bad, `! ${said(trouble)}`);
    part.hidden = !word && !nothing;
    fill(part, nothing ? "No prediction is chosen: the truth stands alone. " : word, nothing && predictNow(app));
  };
  return { el, render };
}
