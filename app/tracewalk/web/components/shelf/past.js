// @ts-check
/** What this session of the browser has run, latest first; a click brings it back. */
import { h } from "../stepper/dom.js";
import { linkTo } from "./link.js";

/** @typedef {import("./types.js").Past} Past */

/** @param {Past[]} past @param {string[]} words in small letters @param {(at: number) => void} choose */
export function history(past, words, choose) {
  const rows = past
    .map((entry, at) => ({ entry, at }))
    .filter(({ entry }) => words.every((word) => `${entry.title} ${entry.text}`.toLowerCase().includes(word)))
    .map(({ entry, at }) => {
      const said = [h("code", {}, entry.title), h("span", entry.bad ? "bad" : {}, entry.said)];
      return linkTo(entry.url, { class: "query past", title: entry.text.slice(0, 600) }, () => choose(at), ...said);
    });
  const none = past.length ? "Nothing matches." : "What you run is kept here until the tab is closed.";
  return rows.length ? rows : [h("p", "none", none)];
}
