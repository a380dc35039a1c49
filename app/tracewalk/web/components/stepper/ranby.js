// @ts-check
/** The turns of agents that ran the program of this trace; each leads to the turn. */
import { get } from "./api.js";
import { brief, h } from "./dom.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{trajectory_id: string, turn: number, name: string, agent: string|null, model: string|null}} RanBy */

/** @param {App} app */
export function createRanBy(app) {
  const list = h("div", "said-list");
  const el = h("div", "pane ranby", h("h3", {}, h("span", "title", "Ran by an agent")), list);
  el.hidden = true;
  let asked = false;

  /** @param {RanBy} ran */
  const row = ({ trajectory_id: id, turn, name, agent, model }) => {
    const who = [agent, model].filter(Boolean).join(" · ");
    const link = h(
      "a",
      { class: "said-entry", title: `${name}\n${who}` },
      h("span", "who", brief(name, 40)),
      h("span", "how", brief(who, 40)),
      h("span", "what", `turn ${turn}`),
    );
    const url = new URL(app.data.run_page.replace("{id}", encodeURIComponent(id)), document.baseURI);
    url.searchParams.set("turn", String(turn));
    link.href = url.href;
    link.target = "_self";
    return link;
  };

  const render = () => {
    if (asked) return;
    asked = true;
    // Most traces have none, so nothing is said while it is looked for, nor where that fails.
    get(`${app.data.api}/turns`).then(
      ({ turns }) => {
        list.replaceChildren(...turns.map(row));
        el.hidden = turns.length === 0;
      },
      () => {},
    );
  };
  return { el, render };
}
