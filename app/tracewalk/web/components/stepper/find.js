// @ts-check
/** The find panel: type, see the hits, Enter goes to the next one. */
import { count, h, setText } from "./dom.js";
import { createFindPanel } from "./findpanel.js";
import { asExpression, search } from "./search.js";

/** @typedef {import("./app.js").App} App @typedef {import("./search.js").Hit} Hit @typedef {import("./search.js").Kind} Kind */

const LATER = 120;
/** @type {[string, Kind][]} */
const KINDS = [
  ["anything", "any"],
  ["name", "name"],
  ["value", "value"],
  ["source text", "source"],
  ["output", "output"],
  ["expression becomes true", "expression"],
];

/** @param {App} app */
export function createFind(app) {
  const kind = h("select", { label: "what to find" }, ...KINDS.map(([text, value]) => new Option(text, value)));
  /** @type {Hit[]} */
  let hits = [];
  let searched = "";
  /** Why the query can't be searched for; with it there are no hits. */
  let problem = "";
  let turn = 0;
  /** @param {number} i */
  const draw = (i) => {
    const { step, kind: of, text } = hits[i];
    const row = h(
      "button",
      { class: "v", click: () => app.jump(step) },
      h("span", "at", step),
      h("span", "chip", of),
      h("span", "val", text),
    );
    row.type = "button";
    return row;
  };

  const look = async () => {
    const query = input.value.trim();
    const mine = ++turn;
    const key = `${kind.value}:${app.view.trace.from}:${query}`;
    if (key === searched) return;
    setText(note, query ? "searching…" : "");
    let failed = "";
    const found =
      query === ""
        ? []
        : await search(
            app.view.trace,
            query,
            /** @type {Kind} */ (kind.value),
            app.view.trace.files.map((_, i) => app.sourceOf(app.view.trace, i).text),
            () => mine !== turn,
          ).catch((error) => {
            failed = error instanceof Error ? error.message : String(error);
            return [];
          });
    if (mine !== turn) return;
    hits = found;
    if (!failed && kind.value === "any" && query && hits.length === 0) failed = asExpression(query).problem;
    problem = failed && `This is no expression: ${failed}`;
    searched = key;
    list.reset(hits.length);
    const { trace: t } = app.view;
    const part =
      t.to - t.from < t.nSteps
        ? ` in the loaded steps ${t.from.toLocaleString("en")}–${(t.to - 1).toLocaleString("en")}`
        : "";
    setText(
      note,
      problem || (query === "" ? "" : hits.length ? `${count(hits.length, "hit")}${part}` : `Nothing found${part}.`),
    );
  };

  /** @param {1|-1} dir */
  const step = async (dir) => {
    await look();
    if (problem) return setText(note, problem);
    const at =
      dir > 0
        ? hits.findIndex((hit) => hit.step > app.focus.step)
        : hits.findLastIndex((hit) => hit.step < app.focus.step);
    if (at >= 0) {
      list.reveal(at);
      setText(note, `${at + 1} of ${count(hits.length, "hit")}`);
      app.jump(hits[at].step);
    } else await beyond(dir);
  };

  /** What the window can't know: the server searches on. @param {1|-1} dir */
  const beyond = async (dir) => {
    const { trace: t } = app.view;
    const more = dir > 0 ? t.to < t.nSteps : t.from > 0;
    if (!more || kind.value === "expression" || input.value.trim() === "")
      return setText(note, `No ${dir > 0 ? "further" : "earlier"} hit${more ? " in the loaded steps" : ""}.`);
    setText(note, "searching the rest of the trace…");
    const answer = await app.ask("/find", {
      kind: "text",
      text: input.value.trim(),
      from: dir > 0 ? t.to - 1 : t.from,
      dir,
    });
    if (answer.step === null) setText(note, "No further hit in the trace.");
    else {
      await app.go(answer.step, "push");
      searched = "";
      await look();
    }
  };

  const panel = createFindPanel(app, {
    label: "find",
    placeholder: "name, value, source text, or  i > 3 and len(xs) == 2",
    later: LATER,
    controls: [kind],
    draw,
    look,
    step,
    closed: () => turn++,
  });
  const { input, note, list } = panel;
  return panel;
}
