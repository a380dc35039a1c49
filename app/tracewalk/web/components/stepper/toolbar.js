// @ts-check
/** The buttons, each with its key; the position; the trace's own facts. */
import { brief, button, count, fill, h, setText } from "./dom.js";
import { PHASES, SIGNS } from "./story.js";
import { KEYS, labelOf } from "./keys.js";

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").About} About @typedef {import("./app.js").App} App */

/** Why a recording stopped early, in words. @type {Record<string, string>} */
const STOPPED = {
  steps: "stopped: limit of steps",
  seconds: "stopped: limit of seconds",
  "value chars": "stopped: limit of characters",
  interrupted: "interrupted",
  "trace removed": "stopped: tracing was removed",
};

/** @param {About["trace"]} trace @returns {string} how the run ended */
export function ending({ outcome, result, error, stop_reason: reason }) {
  if (outcome === "returned") return `✓ returned ${brief(result ?? "", 40)}`;
  if (outcome === "raised") return `✕ raised ${brief(error ?? "", 40)}`;
  if (outcome === "truncated" && Object.hasOwn(STOPPED, reason ?? "")) return `! ${STOPPED[reason]}`;
  return `! ${outcome}${reason ? `: ${reason}` : ""}`;
}

/** @param {About} about @returns {HTMLElement[]} */
function chips({ trace, items, nondeterministic }) {
  const out = [
    h(
      "span",
      {
        class: `chip result ${trace.outcome === "returned" ? "ok" : "bad"}`,
        title: String(trace.result ?? trace.error ?? trace.outcome),
      },
      ending(trace),
    ),
    h("span", "chip", `${count(trace.n_steps, "step")} · ${count(trace.n_frames, "frame")} · Python ${trace.python}`),
  ];
  if (trace.test_outcome)
    out.push(h("span", `chip ${trace.test_outcome === "passed" ? "ok" : "bad"}`, `test ${trace.test_outcome}`));
  const wrong = items.some((item) => item.matches_expected === false);
  if (wrong)
    out.push(
      h(
        "span",
        { class: "chip bad", title: `expected ${items.find((i) => i.matches_expected === false)?.expected ?? ""}` },
        "✕ not the expected result",
      ),
    );
  if (trace.n_cut > 0)
    out.push(
      h(
        "span",
        {
          class: "chip bad",
          title: "Values over the recorder's limit were shortened; such a trace is left out of every metric",
        },
        `✂ ${count(trace.n_cut, "cut value")}`,
      ),
    );
  if (nondeterministic)
    out.push(
      h(
        "span",
        { class: "chip bad", title: "Another run of the same program and input gave other steps" },
        "! not deterministic",
      ),
    );
  return out;
}

/** The way back to the list. @param {import("./types.js").Data} data */
function crumb({ traces, dataset }) {
  if (!traces) return null;
  const link = h("a", {}, dataset ?? "traces");
  link.href = new URL(traces, document.baseURI).href;
  link.target = "_self";
  return h("span", "crumb", link, " ›");
}

/** @param {number} step @param {number} last @param {number} line @param {number} event */
function positionOf(step, last, line, event) {
  const at = `step ${step.toLocaleString("en")} / ${last.toLocaleString("en")}`;
  return `${at} · line ${line} · ${SIGNS[event]} ${PHASES[event]}`;
}

/** The longest that a position can become in a trace, in characters. @param {About} about @param {number} last */
function longestPosition({ sources }, last) {
  const line = Math.max(0, ...sources.map((source) => source.lines.length));
  return Math.max(...Object.keys(PHASES).map((event) => positionOf(last, last, line, Number(event)).length));
}

/** @param {App} app */
export function createToolbar(app) {
  /** @param {string} text @param {string} command @param {1|-1} [dir] */
  const act = (text, command, dir) => {
    const key = KEYS.find((k) => k.command === command && (dir === undefined || k.dir === dir));
    return button(text, () => app.command(command, dir ?? 1), { key: labelOf(command, dir), title: key?.does });
  };
  const write = h("span", "text");
  const named = h(
    "span",
    "group",
    act("last write", "write"),
    act("◂ change", "change", -1),
    act("change ▸", "change", 1),
  );
  named.firstElementChild?.prepend(write);
  const position = h("span", "pos");
  const facts = h("div", "facts");
  const bar = h(
    "div",
    { class: "bar", role: "toolbar", label: "Moves" },
    h(
      "span",
      "group",
      act("|◀", "edge", -1),
      act("◀ back", "step", -1),
      act("step ▶", "step", 1),
      act("▶|", "edge", 1),
    ),
    h("span", "group", act("over", "over", 1), act("into", "into", 1), act("out", "out", 1)),
    named,
    act("exception", "raise"),
    h("span", "grow"),
    act("Go to", "goto"),
    act("Find", "find"),
    act("Copy link", "share"),
    act("", "help"),
  );
  const el = h("div", "top", facts, bar);
  /** @type {About|null} */
  let about = null;

  /** @param {View} view */
  const render = (view) => {
    const { trace: t, step } = view;
    if (view.about !== about) {
      about = view.about;
      const { name, trace_id: id } = about.trace;
      fill(
        facts,
        crumb(app.data),
        h("b", {}, brief(String(name), 60)),
        h("code", { title: id }, `${String(id).slice(0, 8)}…`),
        ...chips(about),
        h("span", "grow"),
        position,
      );
      position.style.minWidth = `${longestPosition(about, t.nSteps - 1) + 1}ch`;
    }
    setText(position, positionOf(step, t.nSteps - 1, t.lineAt(step), t.eventAt(step)));
    named.classList.toggle("idle", view.name === null);
    const button = /** @type {HTMLElement} */ (named.firstElementChild);
    const text = view.name === null ? "last write" : `last write of ${brief(view.name, 16)}`;
    const node = button.childNodes[1];
    if (node.nodeValue !== text) node.nodeValue = text;
  };
  return { el, render };
}
