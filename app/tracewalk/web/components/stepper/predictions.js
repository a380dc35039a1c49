// @ts-check
/** The predictions of this trace that the lake holds; each leads to Compare. */
import { get } from "./api.js";
import { brief, button, count, fill, h, setText } from "./dom.js";
import { nameOf, paramsOf, resultOf } from "./prediction.js";

/** @typedef {import("./app.js").App} App @typedef {import("./prediction.js").Prediction} Prediction */

const FIRST = 30;

/** One row of a list of predictions. @param {Prediction} p @param {string} href @param {boolean} [shown] it is the one on the page */
export function entry(p, href, shown = false) {
  const { text, good } = resultOf(p);
  const link = h(
    "a",
    { class: `said-entry${shown ? " on" : ""}`, title: `${nameOf(p)}\n${String(p.created_at ?? "")}` },
    h("span", "who", brief(String(p.model), 40)),
    h("span", "how", paramsOf(p).join(" · ")),
    h("span", `what ${good ? "good" : "bad"}`, text),
  );
  link.href = href;
  link.target = "_self";
  if (shown) link.setAttribute("aria-current", "true");
  return link;
}

/** A link to Compare. @param {App} app @param {Record<string, string>} query */
export function compareLink(app, query) {
  const url = new URL(app.data.compare, document.baseURI);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return url.href;
}

/** @param {App} app */
export function createPredictions(app) {
  const total = h("span", "when");
  const list = h("div", "said-list");
  const compare = h("a", { class: "said-more" }, "compare with another trace ›");
  compare.target = "_self";
  const el = h("div", "pane", h("h3", {}, h("span", "title", "Predictions"), h("span", "grow"), total), list, compare);
  let asked = false;

  /** @param {Prediction[]} all @param {number} most */
  const draw = (all, most) => {
    setText(total, all.length ? String(all.length) : "");
    fill(list, ...all.slice(0, most).map((p) => entry(p, compareLink(app, { prediction: p.prediction_id }))));
    if (all.length > most)
      list.append(
        button(`show all ${count(all.length, "prediction")}`, () => draw(all, all.length), { class: "mini" }),
      );
    if (all.length === 0) list.append(h("p", "note", "None yet. ", predictNow(app)));
  };

  const load = async () => {
    try {
      draw((await get(app.data.predictions)).predictions, FIRST);
    } catch (error) {
      fill(list, h("p", "note", error instanceof Error ? error.message : String(error)));
    }
  };

  const render = () => {
    if (asked) return;
    asked = true;
    compare.href = compareLink(app, {});
    void load();
  };
  return { el, render };
}

/** @param {App} app */
export function predictNow(app) {
  return button("Predict ▾", () => app.command("predict", 1), { class: "mini", key: "M" });
}
