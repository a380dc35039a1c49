// @ts-check
/** Expressions evaluated at every step, kept for this trace in the browser. */
import { brief, button, fill, h, setText } from "./dom.js";
import { compile } from "./expression.js";
import { Reader, seekTurn } from "./scope.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App @typedef {import("./expression.js").Expression} Expression */
/** @typedef {{expression: Expression, el: HTMLElement, value: HTMLElement, drawn: string}} Watched */

/** @param {App} app */
export function createWatch(app) {
  const key = `tracewalk.watch.${app.data.trace_id}`;
  const list = h("div", "watches");
  const input = h("input", {
    label: "watch an expression",
    title: "Names of the shown frame; comparisons, arithmetic, len(x), prev(x): its value before the last change",
  });
  input.placeholder = "watch:  len(xs) > 2";
  input.spellcheck = false;
  const problem = h("p", "note");
  const el = h("div", "pane watch", h("h3", {}, h("span", "title", "Watch")), list, input, problem);
  problem.hidden = true;
  /** @type {Watched[]} */
  let watched = [];
  /** @type {Reader|null} */
  let reader = null;

  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify(watched.map((w) => w.expression.source)));
    } catch {
      app.say("The browser keeps nothing here: these watches last until the page closes.");
    }
  };

  /** @param {string} source */
  const add = (source) => {
    const expression = compile(source);
    const value = h("span", "val");
    const next = button("▶ true", () => void seek(expression, "true"), {
      class: "mini",
      title: "Next step, in any frame, where it becomes true",
    });
    const turn = button("▶ change", () => void seek(expression, "change"), {
      class: "mini",
      title: "Next step, in any frame, where it has another value",
    });
    const row = h(
      "div",
      "watched",
      h("code", {}, source),
      button("✕", () => remove(entry), { class: "mini", title: `Stop watching ${source}` }),
      value,
      h("div", "tools", next, turn),
    );
    /** @type {Watched} */
    const entry = { expression, el: row, value, drawn: "" };
    watched.push(entry);
    list.append(row);
  };

  /** @param {Watched} entry */
  const remove = (entry) => {
    watched = watched.filter((w) => w !== entry);
    entry.el.remove();
    save();
  };

  /** @param {Expression} e @param {"true"|"change"} what */
  const seek = async (e, what) => {
    if (!reader) return;
    const token = app.begin();
    const to = await seekTurn(reader, e, app.focus.step, 1, what, { cancelled: () => !app.still(token) });
    if (!app.still(token)) return;
    const { trace: t } = app.view;
    if (to !== null) app.jump(to);
    else
      app.say(
        `${e.source} ${what === "true" ? "becomes true" : "changes"} no more${t.to < t.nSteps ? " in the loaded steps" : ""}.`,
      );
  };

  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") input.blur();
    if (event.key !== "Enter" || input.value.trim() === "") return;
    try {
      add(input.value.trim());
      input.value = "";
      problem.hidden = true;
      save();
      render(app.view);
    } catch (error) {
      problem.hidden = false;
      setText(problem, error instanceof Error ? error.message : String(error));
    }
  });

  /** @param {View} view */
  const render = ({ trace, row, asOf }) => {
    if (reader?.trace !== trace) reader = new Reader(trace);
    for (const w of watched) {
      const { text, error } = reader.show(w.expression, row, asOf < 0 ? trace.from - 1 : asOf);
      const drawn = brief(text, 120);
      if (drawn === w.drawn) continue;
      w.drawn = drawn;
      fill(w.value, error ? h("span", "note", drawn) : drawn);
    }
  };

  /** @param {string} source of an earlier visit; one that can't be read any more leaves the others */
  const restore = (source) => {
    try {
      add(source);
    } catch (error) {
      problem.hidden = false;
      setText(problem, `${source}: ${error instanceof Error ? error.message : error}`);
    }
  };
  try {
    for (const source of JSON.parse(localStorage.getItem(key) ?? "[]")) restore(String(source));
  } catch {
    localStorage.removeItem(key);
  }
  return { el, render };
}
