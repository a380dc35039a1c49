// @ts-check
/** The model's own verdict against the truth, two by two; a number leads to the problems behind it. */
import { h } from "../stepper/dom.js";
import { digits, link, percent } from "./words.js";

/** @typedef {import("./types.js").Table} Table @typedef {import("./types.js").Share} Share @typedef {import("./types.js").Asked} Asked @typedef {import("./types.js").Word} Word @typedef {import("./types.js").Truth} Truth */

/** @type {[Word, string][]} */
const ROWS = [
  ["accepted", "model accepts"],
  ["rejected", "model rejects"],
  ["silent", "no verdict"],
];
/** @type {Truth[]} */
const TRUTHS = ["right", "wrong"];
/** @type {Record<string, string>} */
const SIGNS = { accepted_right: "✓", accepted_wrong: "⚠", rejected_right: "✗", rejected_wrong: "✓" };
/** @type {[string, "false_accepts"|"false_rejects"|"trusted", string, string][]} */
const RATES = [
  [
    "False accepts",
    "false_accepts",
    "Accepted, of what is wrong and has a verdict: what self-verification lets through",
    "nothing wrong has a verdict",
  ],
  ["False rejects", "false_rejects", "Rejected, of what is right and has a verdict", "nothing right has a verdict"],
  ["Right, if accepted", "trusted", "Right, of what is accepted", "nothing is accepted"],
];

/** @param {Table[]} given @param {(asked: Asked) => void} ask */
export function tables(given, ask) {
  if (!given.length)
    return h("div", "verdicts card", h("p", "note", "No test here says what should come: there is nothing to accept."));
  const titles = h("tr", {}, h("th", {}, ""), ...given.map((one) => group(one.title, "title")));
  const truths = h("tr", {}, h("th", {}, "really"), ...given.flatMap(() => TRUTHS.map((truth) => h("th", "n", truth))));
  const rows = ROWS.map(([word, name]) =>
    h("tr", {}, h("th", {}, name), ...given.flatMap((one) => TRUTHS.map((truth) => cell(one, word, truth, ask)))),
  );
  const rates = RATES.map(([name, which, about, none]) =>
    h(
      "tr",
      { class: `rate ${which}`, title: `${about}. In brackets: 95 %, by bootstrap over problems` },
      h("th", {}, name),
      ...given.map((one) => rate(one[which], none)),
    ),
  );
  return h(
    "div",
    { class: "verdicts card", label: "The model's own verdict against the truth" },
    h("h3", {}, h("span", "title", "Its own verdict against the truth")),
    h("table", {}, h("thead", {}, titles, truths), h("tbody", {}, ...rows, ...rates)),
  );
}

/** @param {string} text @param {string} cls */
function group(text, cls) {
  const el = h("th", `n ${cls}`, text);
  el.colSpan = 2;
  return el;
}

/** @param {Share} share @param {string} none */
function rate(share, none) {
  const { low, high } = share;
  const interval = low === null || high === null ? "" : `${(100 * low).toFixed(1)}-${(100 * high).toFixed(1)}`;
  const el = share.whole
    ? h(
        "td",
        "n",
        h("b", {}, percent(share.rate, 1)),
        ` of ${digits(share.whole)}`,
        h("div", "note", interval && `(${interval})`),
      )
    : h("td", { class: "n zero", title: none }, "-");
  el.colSpan = 2;
  return el;
}

/** @param {Table} table @param {Word} word @param {Truth} truth @param {(asked: Asked) => void} ask */
function cell(table, word, truth, ask) {
  const found = table.cells.find((one) => one.word === word && one.truth === truth);
  const n = found?.n ?? 0;
  const mark = SIGNS[`${word}_${truth}`];
  const told = [mark && h("span", "sign", mark), digits(n)];
  const { show, link: url } = found ?? {};
  const inner =
    n && show && url ? [link(url, () => ask({ kind: "show", show }), "", "List these problems", ...told)] : told;
  return h("td", `n ${word}-${truth}${n ? "" : " zero"}`, ...inner);
}
