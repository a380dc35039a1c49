// @ts-check
/** The text of the predicted step as the model wrote it, token by token where the server told how likely each was. */
import { button, fill, h, setText } from "../stepper/dom.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("../stepper/app.js").App} App */
/** @typedef {import("./session.js").Session} Session @typedef {import("./said.js").Said} Said */

/** Characters shown at first. */
const FOLD = 4_000;
/** A token of this log-probability, about 2 in 100, is as dark as it gets. */
const DARKEST = -4;
const SEPARATOR = /<\|\w+\|>/g;

/** @param {number} logprob */
const chance = (logprob) => `${(Math.exp(logprob) * 100).toPrecision(3).replace(/\.?0+$/, "")} %`;

/** @param {string} text */
function withSeparators(text) {
  /** @type {(Node|string)[]} */
  const out = [];
  let at = 0;
  for (const found of text.matchAll(SEPARATOR)) {
    out.push(text.slice(at, found.index), h("span", "sep", found[0]));
    at = found.index + found[0].length;
  }
  out.push(text.slice(at));
  return out;
}

/** @param {string} text @param {number|null} logprob */
function token(text, logprob) {
  const heat = logprob === null ? 0 : Math.min(1, logprob / DARKEST);
  const el = h(
    "span",
    {
      class: `tok${heat > 0.5 ? " hot" : ""}`,
      title: logprob === null ? "" : `${chance(logprob)} likely (log-probability ${logprob.toFixed(2)})`,
    },
    ...withSeparators(text),
  );
  if (heat > 0.02) el.style.setProperty("--heat", `${Math.round(heat * 75)}%`);
  return el;
}

/** Text of a step that is no token of the model's: it was given. @param {string} text */
function given(text) {
  return h("span", { class: "given", title: "given to the model, not said by it" }, ...withSeparators(text));
}

/** @param {Said} said @param {number} row @param {boolean} all @returns {(Node|string)[]} */
export function rawText(said, row, all) {
  const { text, logprob } = said.p.tokens;
  const raw = said.text("raw", row) ?? "";
  const [first, last] = [said.tokenStart[row], said.tokenStart[row + 1]];
  const limit = all ? Infinity : FOLD;
  if (first === last) return withSeparators(raw.slice(0, limit));
  /** @type {Node[]} */
  const out = [];
  let at = 0;
  for (let i = first; i < last; i++) {
    if (at >= limit) return out;
    const piece = said.p.strings[text[i]] ?? "";
    const found = raw.indexOf(piece, at);
    if (found > at) out.push(given(raw.slice(at, found)));
    out.push(token(piece.slice(0, limit), logprob[i]));
    at = Math.max(at, found) + piece.length;
  }
  if (at < raw.length) out.push(given(raw.slice(at, limit)));
  return out;
}

/** @param {Said} said @param {number} row */
export function isLong(said, row) {
  return (said.text("raw", row)?.length ?? 0) > FOLD;
}

/** What was written after the last whole step: a prediction that ran out of tokens ends within one. @param {Session} session @param {Said} said @param {number} row */
function unfinished(session, said, row) {
  if (row <= said.lastRow || session.subject.sort !== "prediction") return "";
  const tail = String(session.known.row?.tail ?? "");
  return tail.replace(/<\|end_of_text\|>/g, "").trim() === "" ? "" : tail;
}

/** @param {App} app @param {Session} session */
export function createRaw(app, session) {
  const title = h("span", "title");
  const hint = h("span", "when");
  const text = h("div", { class: "raw", label: "text of the predicted step" });
  const more = button("show all of it", () => ((all = true), (shown = ""), render(app.view)), { class: "mini" });
  const el = h("div", "pane", h("h3", {}, title, h("span", "grow"), hint), text, more);
  let shown = "";
  let all = false;

  /** @param {View} view */
  const render = (view) => {
    const key = `${session.version}:${view.trace.from}:${view.step}`;
    if (key === shown) return;
    if (shown) all = false;
    shown = key;
    const said = session.of(view.trace);
    const row = said.row(view.step);
    const tail = row < 0 ? "" : unfinished(session, said, row);
    const raw = row < 0 ? "" : (said.text("raw", row) ?? "");
    el.hidden = !raw && !tail;
    if (tail) {
      setText(title, "Unfinished text after the last step");
      setText(hint, "");
      fill(text, ...withSeparators(all ? tail : tail.slice(0, FOLD)));
      more.hidden = all || tail.length <= FOLD;
    } else if (raw) {
      const heat = said.tokenStart[row] < said.tokenStart[row + 1];
      setText(title, heat ? "Predicted text, token by token" : "Predicted text");
      setText(hint, heat ? "darker = less likely" : "");
      fill(text, ...rawText(said, row, all));
      more.hidden = all || !isLong(said, row);
    }
  };
  return { el, render };
}
