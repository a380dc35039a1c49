// @ts-check
/** What the program has printed before this step, and what the line about to run will print. */
import { fill, h } from "./dom.js";
import { lastAtMost } from "./csr.js";
import { EVENT } from "./trace.js";

/** @typedef {import("./types.js").View} View */

const CHUNKS = 400;
const CHARACTERS = 20_000;

/** Writes `from` to `to` as runs of one stream; of more than fits, the last. @param {View["trace"]} t @param {number} from @param {number} to */
function pieces({ output: { text, stream } }, from, to) {
  /** @type {{stream: number, text: string}[]} */
  const runs = [];
  let room = CHARACTERS;
  let i = to;
  for (; i >= from && to - i < CHUNKS && room > 0; i--) {
    const kept = text[i].length > room ? `…${text[i].slice(-room)}` : text[i];
    room -= kept.length;
    const next = runs[runs.length - 1];
    if (next && next.stream === stream[i]) next.text = kept + next.text;
    else runs.push({ stream: stream[i], text: kept });
  }
  return { first: i + 1, spans: runs.reverse().map(draw) };
}

/** @param {{stream: number, text: string}} run */
function draw(run) {
  return h("span", { class: run.stream ? "stderr" : "", title: run.stream ? "stderr" : "stdout" }, run.text);
}

/** What is filed under a step is printed after it: a line step is the state before its line. @param {View} view */
function when({ trace: t, step }) {
  if (t.eventAt(step) === EVENT.line) return "▸ this line will print";
  return step === t.nSteps - 1 ? "▸ printed after the last step" : "▸ printed before the next step";
}

export function createOutput() {
  const past = h("div", { class: "past", label: "Output so far" });
  const title = h("div", "note");
  const coming = h("div", "new");
  const next = h("div", "next", title, coming);
  const pre = h("pre", { class: "out", label: "Output" }, past, next);
  pre.tabIndex = 0;
  const el = h("div", "pane output", h("h3", {}, h("span", "title", "Output so far")), pre);
  /** @type {View["trace"]|null} */
  let trace = null;
  let shown = "";

  /** @param {View} view */
  const render = (view) => {
    const { trace: t, step } = view;
    const last = lastAtMost(t.output.step, step - 1);
    const end = lastAtMost(t.output.step, step);
    const key = `${last}:${end > last ? step : ""}`;
    if (t === trace && key === shown) return;
    trace = t;
    shown = key;
    const { first, spans } = pieces(t, 0, last);
    const since = t.from > 0 ? t.from.toLocaleString("en") : "";
    const head = first > 0 ? `… ${first.toLocaleString("en")} earlier writes\n` : since && `… from step ${since} on\n`;
    const none = since ? `(nothing printed since step ${since})` : "(nothing printed yet)";
    fill(past, ...(last < 0 ? [h("span", "note", none)] : [head && h("span", "note", head), ...spans]));
    next.hidden = end === last;
    fill(title, when(view));
    fill(coming, ...pieces(t, last + 1, end).spans);
    pre.scrollTop = pre.scrollHeight;
  };
  return { el, render };
}
