// @ts-check
/** Steps that are said between this true step and the next: extra ones, and wrong ones of the wrapper around the program. */
import { brief, count, fill, h, setText } from "../stepper/dom.js";
import { rawText } from "./raw.js";
import { SIGNS, WORDS } from "./verdicts.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("./session.js").Session} Session @typedef {import("./said.js").Said} Said */

const MOST = 40;

/** @param {Said} said @param {number} row */
function entry(said, row) {
  const kind = /** @type {import("./types.js").Kind} */ (said.p.verdicts[said.p.verdict[row]] ?? "extra");
  const line = said.p.line[row];
  const seed = said.p.seed[row] === 1;
  const place = line > 0 ? `line ${line}${said.p.ambiguous[row] ? "?" : ""}` : "";
  const source = brief((said.text("source", row) ?? "").trim(), 60);
  const body = h("div", "inside");
  const el = h(
    "details",
    { class: `extra ${kind}` },
    h(
      "summary",
      {},
      h("span", "mark no", SIGNS[kind]),
      h("span", "what", seed ? `${WORDS[kind]}, in the wrapper` : said.event(row) || WORDS[kind]),
      h("span", "place", place),
      h("code", {}, source),
    ),
    body,
  );
  el.addEventListener("toggle", () => {
    if (el.open && body.children.length === 0) fill(body, ...inside(said, row));
  });
  return el;
}

/** @param {Said} said @param {number} row @returns {(Node|null)[]} */
function inside(said, row) {
  const value = said.text("value", row);
  const names = said
    .differences(row)
    .map(([name, { text }]) =>
      h("div", "leaf", h("span", "key", brief(name, 40), " = "), h("span", "txt", brief(text ?? "not said", 400))),
    );
  const fault = said.text("fault", row);
  return [
    fault === null ? null : h("p", "note bad", fault),
    value === null ? null : h("div", "leaf", h("span", "key", "value "), h("span", "txt", brief(value, 400))),
    ...names,
    h("div", "raw", ...rawText(said, row, false)),
  ];
}

/** @param {Session} session */
export function createBetween(session) {
  const title = h("span", "title");
  const list = h("div");
  const el = h("div", "pane between", h("h3", {}, title), list);
  let shown = "";

  /** @param {View} view */
  const render = (view) => {
    const key = `${session.version}:${view.trace.from}:${view.step}`;
    if (key === shown) return;
    shown = key;
    const said = session.of(view.trace);
    const rows = [...said.extras(view.step)];
    el.hidden = rows.length === 0;
    if (rows.length === 0) return;
    const extra = rows.filter((row) => !said.p.seed[row]).length;
    const what = extra ? `${count(extra, "step")} too many` : "of the wrapper";
    setText(title, `Said between step ${view.step.toLocaleString("en")} and the next: ${what}`);
    fill(list, ...rows.slice(0, MOST).map((row) => entry(said, row)));
    if (rows.length > MOST) list.append(h("p", "note", `… and ${(rows.length - MOST).toLocaleString("en")} more`));
  };
  return { el, render };
}
