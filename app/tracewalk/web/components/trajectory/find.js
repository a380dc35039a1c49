// @ts-check
/** Find in this run: the server looks through all texts; Enter goes from hit to hit. */
import { get } from "../stepper/api.js";
import { brief, count, h } from "../stepper/dom.js";
import { createAskedFind } from "../stepper/findpanel.js";
import { icon } from "./icons.js";

/** @typedef {import("./app.js").App} App @typedef {{turn: number, call: number, part: string, around: string}} Hit */

const MOST = 2_000;

/** @param {string} text @param {string} query in lower case */
export function marked(text, query) {
  const at = text.toLowerCase().indexOf(query);
  if (at < 0) return [brief(text, 120)];
  const start = Math.max(0, at - 30);
  const end = at + query.length;
  return [
    (start > 0 ? "…" : "") + text.slice(start, at),
    h("mark", {}, text.slice(at, end)),
    brief(text.slice(end, end + 90), 80),
  ];
}

/** @param {App} app */
export function createFind(app) {
  let asked = "";
  return createAskedFind(app, {
    label: "find in this run",
    ask: async (query) => {
      asked = query.toLowerCase();
      /** @type {Hit[]} */
      const hits = (await get(`${app.data.api}/find`, { text: query })).hits;
      return hits;
    },
    draw: ({ turn, part, around }) => [
      h("span", "at", turn),
      /** @type {any} */ (icon(app.run.kind(turn))),
      h("span", "chip", part),
      h("span", "val", ...marked(around, asked)),
    ],
    told: (hits) => {
      const turns = new Set(hits.map((hit) => hit.turn)).size;
      const most = hits.length >= MOST ? "the first " : "";
      return hits.length
        ? `${most}${count(hits.length, "hit")} in ${count(turns, "turn")}`
        : "Nothing found in this run.";
    },
    place: (hit) => hit.turn,
    here: () => app.focus.turn,
    land: ({ turn, call, part }, query) => {
      app.tab = "turn";
      const one = call >= 0 && app.run.outline.calls[turn].length > 1 ? call : null;
      app.go({ turn, call: one, file: null }, "push");
      void app.panes.middle.seek(query, part);
    },
  });
}
