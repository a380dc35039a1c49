// @ts-check
/** Above the buttons: who predicted, in which mode, and how far it was right. */
import { get } from "../stepper/api.js";
import { brief, count, fill, h } from "../stepper/dom.js";
import { measuredText } from "../stepper/predict.js";
import { paramsOf, resultOf, verdictOf } from "../stepper/prediction.js";

/** @typedef {import("./session.js").Session} Session @typedef {import("../stepper/predict.js").Endpoint} Endpoint */

/** @param {Session} session */
export function createChips(session) {
  const el = h("span", "said-chips");
  /** @type {Map<string, Endpoint>} */
  const endpoints = new Map();
  let asked = false;
  let shown = "";

  const ask = async () => {
    asked = true;
    const answer = await get("api/endpoints").catch(() => ({ endpoints: [] }));
    for (const endpoint of answer.endpoints) endpoints.set(endpoint.name, endpoint);
    shown = "";
    render();
  };

  const chips = () => {
    const { row, name } = session.known;
    if (session.subject.sort === "other")
      return [h("span", { class: "chip", title: name }, `beside ${brief(name, 60)}`), row && verdict(row)];
    if (!row) return [];
    const measured = endpoints.get(String(row.endpoint))?.measured ?? null;
    return [
      h(
        "span",
        { class: "chip who", title: String(row.model) },
        [brief(String(row.model), 40), ...paramsOf(row)].join(" · "),
      ),
      measured && h("span", { class: "chip demo", title: measuredText(measured) }, measuredText(measured)),
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
    if (!asked && session.subject.sort !== "none" && session.subject.sort !== "other") void ask();
    fill(el, ...chips());
  };
  return { el, render };
}
