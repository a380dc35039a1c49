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

  /** The tail of the output, as runs of one stream. @param {View["trace"]} t @param {number} last @param {number} step */
  const pieces = (t, last, step) => {
    const { text, stream, step: at } = t.output;
    /** @type {{stream: number, fresh: boolean, text: string}[]} */
    const runs = [];
    let room = CHARACTERS;
    let i = last;
    for (; i >= 0 && last - i < CHUNKS && room > 0; i--) {
      const kept = text[i].length > room ? `…${text[i].slice(-room)}` : text[i];
      room -= kept.length;
      const fresh = at[i] === step;
      const next = runs[runs.length - 1];
      if (next && next.stream === stream[i] && next.fresh === fresh) next.text = kept + next.text;
      else runs.push({ stream: stream[i], fresh, text: kept });
    }
    const head =
      i >= 0
        ? `… ${(i + 1).toLocaleString("en")} earlier writes\n`
        : t.from > 0
          ? `… from step ${t.from.toLocaleString("en")} on\n`
          : "";
    return [head && h("span", "note", head), ...runs.reverse().map(draw)];
  };

  /** @param {{stream: number, fresh: boolean, text: string}} run */
  const draw = (run) => {
    const title = `${run.stream ? "stderr" : "stdout"}${run.fresh ? " · printed by the line of this step" : ""}`;
    return h("span", { class: `${run.stream ? "stderr" : ""}${run.fresh ? " new" : ""}`, title }, run.text);
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
    if (last < 0)
      fill(
        pre,
        h(
          "span",
          "note",
          t.from > 0 ? `(nothing printed since step ${t.from.toLocaleString("en")})` : "(nothing printed)",
        ),
      );
    else fill(pre, ...pieces(t, last, step));
    pre.scrollTop = pre.scrollHeight;
  };
  return { el, render };
}
