// @ts-check
/** Find in both runs: the server looks through all texts of each; hits stand in the order of the rows. */
import { get } from "../stepper/api.js";
import { count, h } from "../stepper/dom.js";
import { createAskedFind } from "../stepper/findpanel.js";
import { marked } from "../trajectory/find.js";
import { icon } from "../trajectory/icons.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Which} Which */
/** @typedef {{which: Which, row: number, turn: number, part: string, around: string}} Hit */

/** @param {App} app */
export function createFind(app) {
  let asked = "";
  /** @param {Which} which @param {string} text @returns {Promise<Hit[]>} */
  const ask = async (which, text) => {
    const answer = await get(`${app.sides[which].data.api}/find`, { text });
    return answer.hits.map((/** @type {Hit} */ hit) => ({ ...hit, which, row: app.pairs.rows[which][hit.turn] }));
  };
  return createAskedFind(app, {
    label: "find in both runs",
    ask: async (query) => {
      asked = query.toLowerCase();
      const found = (await Promise.all([ask("left", query), ask("right", query)])).flat();
      return found.sort((a, b) => a.row - b.row);
    },
    draw: ({ which, turn, part, around }) => [
      h("span", `chip ${which}`, which),
      h("span", "at", turn),
      /** @type {any} */ (icon(app.sides[which].run.kind(turn))),
      h("span", "chip", part),
      h("span", "val", ...marked(around, asked)),
    ],
    told: (hits) => {
      const left = hits.filter((hit) => hit.which === "left").length;
      return hits.length
        ? `${count(hits.length, "hit")}: ${left} left, ${hits.length - left} right`
        : "Nothing found in either run.";
    },
    place: (hit) => hit.row,
    here: () => app.focus.row,
    land: ({ row }) => {
      app.tab = "turns";
      app.go({ row, file: null }, "push");
    },
  });
}
