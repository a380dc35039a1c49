// @ts-check
/** Above the buttons: who predicted, in which mode, and how far it was right. */
import { brief, count, fill, h } from "../stepper/dom.js";
import { demoText } from "../stepper/predict.js";
import { paramsOf, resultOf, verdictOf } from "../stepper/prediction.js";

/** @typedef {import("./session.js").Session} Session */

/** @param {Session} session */
export function createChips(session) {
  const el = h("span", "said-chips");
  let shown = "";

  const chips = () => {
    const { row, name } = session.known;
    if (session.subject.sort === "other")
      return [h("span", { class: "chip", title: name }, `beside ${brief(name, 60)}`), row && verdict(row)];
    if (!row) return [];
    const demo = demoText(session.endpoints.get(String(row.endpoint)));
    return [
      h(
        "span",
        { class: "chip who", title: String(row.model) },
        [brief(String(row.model), 40), ...paramsOf(row)].join(" · "),
      ),
      demo && h("span", { class: "chip demo", title: demo.whole }, demo.brief),
      verdict(row),
    ];
  };

  /** @param {Record<string, any>} row */
  const verdict = (row) => {
    const { good } = resultOf(row);
    const title = row.n_true ? `${count(row.n_true, "true step")}, ${count(row.n_predicted ?? 0, "step")} said` : "";
    return h("span", { class: `chip verdict ${good ? "ok" : "bad"}`, title }, verdictOf(row, session.start()));
  };

  const render = () => {
    const key = String(session.version);
    if (key === shown) return;
    shown = key;
    fill(el, ...chips());
  };
  return { el, render };
}
