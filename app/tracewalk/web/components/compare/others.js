// @ts-check
/** What else this trace can be seen beside: its other predictions, and any other trace. */
import { get } from "../stepper/api.js";
import { brief, button, count, fill, h, setText } from "../stepper/dom.js";
import { compareLink, entry, predictNow } from "../stepper/predictions.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("./session.js").Session} Session */
/** @typedef {import("../stepper/prediction.js").Prediction} Prediction */

const FIRST = 12;
const FOUND = 6;
const LATER = 250;

/** @param {App} app @param {Session} session */
export function createOthers(app, session) {
  const total = h("span", "when");
  const list = h("div", "said-list");
  const input = h("input", { label: "another trace", title: "Name, source text or id of another trace of this lake" });
  input.placeholder = "beside another trace: name or id";
  input.spellcheck = false;
  const found = h("div", "said-list");
  const title = h("span", "title");
  const el = h("div", "pane others", h("h3", {}, title, h("span", "grow"), total), list, input, found);
  /** @type {Prediction[]} */
  let all = [];
  let loaded = false;
  let most = FIRST;
  let shown = "";
  let timer = 0;
  let turn = 0;

  const load = async () => {
    loaded = true;
    try {
      all = (await get(app.data.predictions)).predictions;
      draw();
    } catch (error) {
      fill(list, h("p", "note", error instanceof Error ? error.message : String(error)));
    }
  };

  /** @param {Prediction} p */
  const link = (p) => {
    const here = session.subject.sort === "prediction" && session.subject.id === p.prediction_id;
    const el = entry(p, compareLink(app, { prediction: p.prediction_id }), here);
    el.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      if (!here) void session.use({ sort: "prediction", id: p.prediction_id }, "push");
    });
    return el;
  };

  const draw = () => {
    setText(total, all.length > 1 ? String(all.length) : "");
    fill(list, ...all.slice(0, most).map(link));
    if (all.length > most)
      list.append(
        button(`show all ${count(all.length, "prediction")}`, () => ((most = all.length), draw()), { class: "mini" }),
      );
    const running = session.subject.sort === "job" && !session.problem;
    setText(
      title,
      session.subject.sort === "prediction" ? "This trace, other predictions" : "Predictions of this trace",
    );
    if (all.length === 0 && running) list.append(h("p", "note", "This one is listed here when it ends."));
    else if (all.length === 0)
      list.append(h("p", "note", "The lake holds no prediction of this trace. ", predictNow(app)));
  };

  const look = async () => {
    const text = input.value.trim();
    const mine = ++turn;
    if (text === "") return fill(found);
    try {
      const rows = /^[0-9a-f]{32}$/.test(text)
        ? [(await get(`api/traces/${text}`)).trace]
        : (await get("api/traces", { text, sort: "name" })).traces;
      if (mine !== turn) return;
      const others = rows.filter((/** @type {Record<string, any>} */ row) => row.trace_id !== app.data.trace_id);
      fill(found, ...others.slice(0, FOUND).map(other));
      if (others.length === 0)
        fill(found, h("p", "note", "No other trace of this lake has that in its name or source."));
      if (others.length > FOUND)
        found.append(h("p", "note", `… and ${others.length - FOUND} more: type more of the name`));
    } catch (error) {
      if (mine === turn) fill(found, h("p", "note bad", error instanceof Error ? error.message : String(error)));
    }
  };

  /** @param {Record<string, any>} row */
  const other = (row) => {
    const link = h(
      "a",
      { class: "said-entry", title: `${row.name}\n${row.trace_id}` },
      h("span", "who", brief(String(row.name), 40)),
      h("span", "how", count(row.n_steps, "step")),
      h("span", "what", `${String(row.trace_id).slice(0, 8)}…`),
    );
    link.href = compareLink(app, { other: row.trace_id });
    link.target = "_self";
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      void session.use({ sort: "other", id: row.trace_id }, "push");
    });
    return link;
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), LATER);
  });
  input.addEventListener("keydown", (event) => event.key === "Escape" && input.blur());

  const render = () => {
    const key = `${session.subject.sort}:${session.subject.id}:${session.problem}`;
    if (key === shown) return;
    shown = key;
    if (loaded && (session.subject.sort !== "prediction" || all.some((p) => p.prediction_id === session.subject.id)))
      draw();
    else void load();
  };
  return { el, render };
}
