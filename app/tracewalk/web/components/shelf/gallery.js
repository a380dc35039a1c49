// @ts-check
/** The named queries by area: title and question; each is a link, so that it can be opened beside. */
import { h } from "../stepper/dom.js";
import { linkTo } from "./link.js";

/** @typedef {import("./types.js").Query} Query */

/** @param {Query} query */
const area = (query) => query.name.slice(0, query.name.lastIndexOf("/"));

/**
 * @param {Query[]} queries @param {string[]} words that a query must hold, in small letters
 * @param {{chosen: string|null, choose: (query: Query) => void, faults: string[]}} more
 */
export function gallery(queries, words, { chosen, choose, faults }) {
  const fits = queries.filter((query) => {
    const text = `${query.name} ${query.title} ${query.question}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const areas = [...new Set(fits.map(area))];
  return [
    ...areas.flatMap((name) => {
      const own = fits.filter((query) => area(query) === name);
      const heading = h("h4", {}, name.replaceAll("_", " "), h("small", {}, own.length));
      return [heading, ...own.map((query) => entry(query, query.name === chosen, choose))];
    }),
    !fits.length && h("p", "none", queries.length ? "No query matches." : "There are no named queries."),
    ...(words.length ? [] : faults.map((fault) => h("p", { class: "fault", role: "note" }, fault))),
  ];
}

/** @param {Query} query @param {boolean} on @param {(query: Query) => void} choose */
function entry(query, on, choose) {
  const said = [h("b", {}, query.title), h("span", {}, query.question)];
  const link = linkTo(query.url, { class: on ? "query on" : "query", title: query.name }, () => choose(query), ...said);
  if (on) link.setAttribute("aria-current", "true");
  return link;
}
