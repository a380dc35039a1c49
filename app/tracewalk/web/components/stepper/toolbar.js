// @ts-check
/** The buttons, each with its key; the position; the trace's own facts. */
import { brief, button, count, fill, h, setText } from "./dom.js";
import { PHASES, SIGNS } from "./story.js";
import { keyFor } from "./keys.js";

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").About} About @typedef {import("./app.js").App} App */
/** @typedef {import("./keys.js").Key} Key */

/** Why a recording stopped early, in words. @type {Record<string, string>} */
const STOPPED = {
  steps: "stopped: limit of steps",
  seconds: "stopped: limit of seconds",
  "value chars": "stopped: limit of characters",
  interrupted: "interrupted",
  "trace removed": "stopped: tracing was removed",
  "text ended": "stopped: its text ended",
};

/** @param {About["trace"]} trace @returns {string} how the run ended */
export function ending({ outcome, result, error, stop_reason: reason }) {
  if (outcome === "returned") return `✓ returned ${brief(result ?? "", 40)}`;
  if (outcome === "raised") return `✕ raised ${brief(error ?? "", 40)}`;
  if (outcome === "truncated" && Object.hasOwn(STOPPED, reason ?? "")) return `! ${STOPPED[reason]}`;
  return `! ${outcome}${reason ? `: ${reason}` : ""}`;
}

/** @param {string} text @param {string} title */
const warning = (text, title) => h("span", { class: "chip bad", title }, text);

/** What is to be known of a trace before trusting it. @param {About} about @returns {HTMLElement[]} */
export function warnings({ trace, items, nondeterministic }) {
  const out = [];
  const other = items.find((item) => item.matches_expected === false);
  if (other) out.push(warning("✕ not the expected result", `expected ${other.expected ?? ""}`));
  if (trace.n_cut > 0)
    out.push(
      warning(
        `✂ ${count(trace.n_cut, "cut value")}`,
        "Values over the recorder's limit were shortened; such a trace is left out of every metric",
      ),
    );
  if (nondeterministic)
    out.push(warning("! not deterministic", "Another run of the same program and input gave other steps"));
  return out;
}

/** The trace's own facts. @param {About} about @returns {HTMLElement[]} */
function chips(about) {
  const { trace } = about;
  const cls = `chip result ${trace.outcome === "returned" ? "ok" : "bad"}`;
  const test = trace.test_outcome;
  return [
    h("span", { class: cls, title: String(trace.result ?? trace.error ?? trace.outcome) }, ending(trace)),
    h(
      "span",
      "chip size",
      `${count(trace.n_steps, "step")} · ${count(trace.n_frames, "frame")} · Python ${trace.python}`,
    ),
    ...(test ? [h("span", `chip ${test === "passed" ? "ok" : "bad"}`, `test ${test}`)] : []),
    ...warnings(about),
  ];
}

/** A branch is named after its edit too, which the page says in full below. @param {About} about */
function titleOf({ trace: { name, origin } }) {
  return origin === "branch" ? `⎇ ${String(name).split(" | ")[0]}` : String(name);
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

/**
 * A button that does what a key does, and shows the key.
 * @param {App} app
 * @param {Key[]} keys
 * @param {string} text
 * @param {string} command
 * @param {1|-1} [dir]
 */
export function act(app, keys, text, command, dir) {
  const key = keyFor(keys, command, dir);
  return button(text, () => app.command(command, dir ?? 1), { key: key?.label, title: key?.does });
}

/**
 * The moves of the selected name; `short` where a page has other moves to show.
 * @param {App} app
 * @param {Key[]} keys
 * @param {boolean} short
 */
function createNamed(app, keys, short) {
  const [back, on] = short ? ["◂", "▸"] : ["◂ change", "change ▸"];
  const write = act(app, keys, "last write", "write");
  const el = h("span", "group", write, act(app, keys, back, "change", -1), act(app, keys, on, "change", 1));
  /** @param {View} view */
  const render = ({ name }) => {
    el.classList.toggle("idle", name === null);
    const text = name === null || short ? "last write" : `last write of ${brief(name, 16)}`;
    const node = write.childNodes[0];
    if (node.nodeValue !== text) node.nodeValue = text;
  };
  return { el, render };
}

/**
 * @param {App} app
 * @param {Key[]} keys
 * @param {object} [more] what the page adds
 * @param {HTMLElement[]} [more.moves] beside the moves of every page, whose words are then shorter
 * @param {(about: About) => HTMLElement[]} [more.facts] in place of the trace's own chips
 */
export function createToolbar(app, keys, { moves = [], facts: ownFacts = chips } = {}) {
  /** @param {string} text @param {string} command @param {1|-1} [dir] */
  const to = (text, command, dir) => act(app, keys, text, command, dir);
  const named = createNamed(app, keys, moves.length > 0);
  const position = h("span", "pos");
  const predict = to("Predict ▾", "predict");
  predict.classList.add("main");
  const facts = h("div", "facts");
  const bar = h(
    "div",
    { class: "bar", role: "toolbar", label: "Moves" },
    h("span", "group", to("|◀", "edge", -1), to("◀ back", "step", -1), to("step ▶", "step", 1), to("▶|", "edge", 1)),
    h("span", "group", to("over", "over", 1), to("into", "into", 1), to("out", "out", 1)),
    named.el,
    to("exception", "raise"),
    ...moves,
    h("span", "grow"),
    to("Go to", "goto"),
    to("Find", "find"),
    to("Copy link", "share"),
    to("", "help"),
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
        h("b", { title: String(name) }, brief(titleOf(about), 60)),
        h("code", { title: id }, `${String(id).slice(0, 8)}…`),
        ...ownFacts(about),
        h("span", "grow"),
        position,
        predict,
      );
      position.style.minWidth = `${longestPosition(about, t.nSteps - 1) + 1}ch`;
    }
    setText(position, positionOf(step, t.nSteps - 1, t.lineAt(step), t.eventAt(step)));
    named.render(view);
  };
  return { el, render };
}
