// @ts-check
/** The keys of a problem, as its help lists them. */
import { h } from "../stepper/dom.js";

/** @type {[string, string][]} */
const KEYS = [
  ["J", "next candidate"],
  ["K", "previous candidate"],
  ["F", "next test that is accepted and wrong"],
  ["D", "there: the prediction beside the run"],
  ["T", "there: the run"],
  ["N", "next problem"],
  ["P", "previous problem"],
  ["S", "copy link to this problem, and to the candidate looked at"],
  ["Esc", "all problems; there J and K choose, Enter opens"],
  ["?", "all keys"],
];

export function keysShown() {
  const el = h(
    "div",
    { class: "card keys", label: "Keys" },
    ...KEYS.map(([key, does]) => h("span", {}, h("kbd", {}, key), ` ${does}`)),
  );
  el.hidden = true;
  return el;
}
