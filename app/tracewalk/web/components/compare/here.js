// @ts-check
/** The verdict of this very step: what is wrong, made here or inherited, and the links back to where it began. */
import { brief, count, fill, h } from "../stepper/dom.js";
import { blamed } from "./agreement.js";
import { stepLink, tell } from "./tell.js";
import { SIGNS, WORDS } from "./verdicts.js";
import { chainOf } from "./why.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("../stepper/app.js").App} App */
/** @typedef {import("./session.js").Session} Session @typedef {import("./said.js").Said} Said */

/** Links of a chain that are shown; of a longer one the first and the root. */
const SHOWN = 5;

/** @param {App} app @param {Session} session */
export function createHere(app, session) {
  const el = h("div", "here");
  el.setAttribute("aria-live", "polite");
  let shown = "";

  /** @param {View} view @param {number} step */
  const sourceAt = ({ trace: t }, step) => {
    const text = app.sourceOf(t, t.frames.file[t.frameAt(step)]).text;
    return text.split("\n")[t.lineAt(step) - 1] ?? "";
  };

  /** @param {Said} said @param {number} row @param {string} source the line that brought it about */
  const chain = (said, row, source) => {
    const links = chainOf(said, row, source);
    if (links.length === 0) return null;
    const some = links.length > SHOWN ? [...links.slice(0, SHOWN - 1), links[links.length - 1]] : links;
    const left = links.length - some.length;
    const out = some.flatMap((link, i) => [
      i === 0 ? "because " : left && i === some.length - 1 ? ` … (${left} between) … ` : ", because ",
      link.what ? h("code", {}, brief(link.what, 30)) : "something",
      i === 0 ? " was already wrong at " : " at ",
      stepLink(session, link.step),
      link.root ? h("span", "rooted", " root") : "",
    ]);
    return h("p", "chain", ...out);
  };

  /** @param {Said} said @param {number} row */
  const sortOf = (said, row) => {
    if (session.stepwise) return null;
    const root = said.isRoot(row);
    return h("span", `sort${root ? " root" : ""}`, root ? "root error" : "inherited");
  };

  /** @param {View} view @param {Said} said @param {import("./types.js").Kind} kind */
  const verdict = (view, said, kind) => {
    if (kind === "correct") return h("div", "is is-correct", h("b", {}, "✓ right here"));
    const row = said.row(view.step);
    const words = tell(kind, { view, said, row, session });
    const head = h("b", {}, `${SIGNS[kind]} ${WORDS[kind]}`);
    if (kind === "missing") return h("div", "is is-missing", head, " ", ...words);
    const made = kind !== "malformed" && said.isRoot(row) && !session.stepwise;
    const why = made
      ? h("p", {}, "Nothing that this line reads was wrong before: the error is made here.")
      : chain(said, row, sourceAt(view, blamed(said, view.step)));
    return h("div", `is is-${kind}`, head, sortOf(said, row), " ", ...words, why);
  };

  /** What is said between this step and the next. @param {View} view @param {Said} said @param {number[]} rows */
  const extras = (view, said, rows) => {
    if (rows.length === 0) return [];
    const [row] = rows;
    const own = said.p.seed[row] === 1;
    const head = h("b", {}, own ? "↷ a step of the wrapper is wrong" : `+ then ${count(rows.length, "step")} too many`);
    const words = tell("extra", { view, said, row, session });
    const why = chain(said, row, said.text("source", row) ?? "");
    return [h("div", "is is-extra", head, sortOf(said, row), " ", ...words, why)];
  };

  /** @param {View} view @returns {Node[]} */
  const cards = (view) => {
    const said = session.of(view.trace);
    const kind = said.verdict(view.step);
    const rows = said.extras(view.step);
    const own = [...rows].filter((row) => said.p.seed[row]);
    const more = [...rows].filter((row) => !said.p.seed[row]);
    return [
      ...extras(view, said, own),
      ...(kind === null ? [] : [verdict(view, said, kind)]),
      ...extras(view, said, more),
    ];
  };

  /** @param {View} view */
  const render = (view) => {
    const key = `${session.version}:${view.trace.from}:${view.step}`;
    if (key === shown) return;
    shown = key;
    fill(el, ...cards(view));
  };
  return { el, render };
}
