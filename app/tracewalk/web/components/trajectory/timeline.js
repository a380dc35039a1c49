// @ts-check
/** The whole run as a strip: a bar a turn, its kind by height and colour; tests, errors and the context on it. */
import { brief, h } from "../stepper/dom.js";
import { scrub } from "../stepper/scrub.js";
import { prepare } from "../stepper/ticks.js";
import { KIND_NAMES } from "./icons.js";
import { BARS, paint } from "./strip.js";
import { digits, testsText } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./run.js").Run} Run */

const HEIGHT = 64;
const LEGEND = ["prompt", "say", "read", "search", "run", "test", "edit", "submit"];

/** @param {App} app */
export function createTimeline(app) {
  const canvas = h("canvas");
  const cursor = h("div", "cursor");
  const tip = h("div", "tip");
  const ribbon = h(
    "div",
    { class: "ribbon", role: "slider", label: "Timeline: turns of the run" },
    canvas,
    cursor,
    tip,
  );
  const kinds = LEGEND.map((kind) => h("span", { data: { kind } }, h("i", `sw kind k-${kind}`), KIND_NAMES[kind]));
  const results = h("span", {}, h("i", "sign yes", "✓"), " ", h("i", "sign no", "✕"), " tests");
  const errors = h("span", {}, h("i", "sign no", "▴"), " error");
  const context = h("span", {}, h("i", "sw line"), "tokens in context");
  const legend = h(
    "div",
    "legend",
    ...kinds,
    results,
    errors,
    context,
    h("span", {}, h("i", "sw now"), "you are here"),
  );
  const el = h("div", "timeline", ribbon, legend);
  let width = 0;
  let painted = "";

  /** @param {string} name a token of the style sheet */
  const token = (name) => getComputedStyle(app.root).getPropertyValue(name).trim() || "gray";

  /** @param {Run} run */
  const repaint = (run) => {
    const g = prepare(canvas, width, HEIGHT);
    if (!g) return;
    const colors = Object.fromEntries(Object.keys(BARS).map((kind) => [kind, token(`--k-${kind}`)]));
    paint(
      g,
      run,
      width,
      HEIGHT,
      {
        ...colors,
        yes: token("--right"),
        no: token("--state"),
        line: token("--accent"),
        panel: token("--panel"),
        faint: token("--bar"),
      },
      (t) => app.shown(t),
    );
    kinds.forEach((item, i) => (item.hidden = !run.outline.kind.some((k) => run.outline.kinds[k] === LEGEND[i])));
    results.hidden = run.tests.length === 0;
    errors.hidden = run.errors.length === 0;
    context.hidden = run.maxContext === 0;
    ribbon.setAttribute("aria-valuemin", "0");
    ribbon.setAttribute("aria-valuemax", String(run.n - 1));
  };

  scrub(app, ribbon, tip, {
    span: () => [0, app.run.n],
    now: () => app.focus.turn,
    go: (turn, how) => app.go({ turn }, how),
    tell: (t) => {
      const { run } = app;
      const tests = run.testsOf(t);
      const line = `turn ${digits(t)} · ${KIND_NAMES[run.kind(t)]} · ${brief(run.title(t), 70)}`;
      return [line, tests && testsText(tests), run.failed(t) > 0 && "! failed"].filter(Boolean).join("\n");
    },
  });

  /** @param {View} view */
  const render = ({ run, turn }) => {
    if (width <= 0) return;
    const key = `${width}:${app.theme}:${[...app.hidden].join()}`;
    if (key !== painted) {
      painted = key;
      repaint(run);
    }
    const w = width / run.n;
    const wide = Math.max(3, w);
    cursor.classList.toggle("over", wide > 8);
    cursor.style.width = `${wide}px`;
    cursor.style.transform = `translateX(${Math.max(0, Math.min((turn + 0.5) * w - wide / 2, width - wide))}px)`;
    ribbon.setAttribute("aria-valuenow", String(turn));
  };

  new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (app.run) app.render();
  }).observe(ribbon);
  return { el, render };
}
