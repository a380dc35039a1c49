// @ts-check
/** What the program has printed so far; what the line about to run prints is marked. */
import { fill, h, setText } from "./dom.js";
import { lastAtMost } from "./csr.js";

/** @typedef {import("./types.js").View} View */

const CHUNKS = 400;
const CHARACTERS = 20_000;

export function createOutput() {
  const pre = h("pre", { class: "out", label: "Output so far" });
  pre.tabIndex = 0;
  const total = h("span", "when");
  const el = h("div", "pane output", h("h3", {}, h("span", "title", "Output so far"), h("span", "grow"), total), pre);
  /** @type {View["trace"]|null} */
  let trace = null;
  let shown = "";

  /** @param {View["trace"]} t @param {number} last @param {number} step */
  const pieces = (t, last, step) => {
    const { text, stream, step: at } = t.output;
    const out = [];
    let room = CHARACTERS;
    let i = last;
    for (; i >= 0 && out.length < CHUNKS && room > 0; i--) {
      const kept = text[i].length > room ? `…${text[i].slice(-room)}` : text[i];
      room -= kept.length;
      out.push(h("span", { class: `${stream[i] ? "stderr" : ""}${at[i] === step ? " new" : ""}`, title: `step ${at[i]} · ${stream[i] ? "stderr" : "stdout"}${at[i] === step ? " · printed by the line of this step" : ""}` }, kept));
    }
    if (i >= 0) out.push(h("span", "note", `… ${i + 1} earlier pieces\n`));
    else if (t.from > 0) out.push(h("span", "note", `… from step ${t.from.toLocaleString("en")} on\n`));
    return out.reverse();
  };

  /** @param {View} view */
  const render = ({ trace: t, step }) => {
    const last = lastAtMost(t.output.step, step);
    const marked = last >= 0 && t.output.step[last] === step;
    const key = `${last}:${marked}`;
    if (t === trace && key === shown) return;
    trace = t;
    shown = key;
    setText(total, marked ? "▸ printed by this line" : "");
    if (last < 0) fill(pre, h("span", "note", t.from > 0 ? `(nothing printed since step ${t.from.toLocaleString("en")})` : "(nothing printed)"));
    else fill(pre, ...pieces(t, last, step));
    pre.scrollTop = pre.scrollHeight;
  };
  return { el, render };
}
