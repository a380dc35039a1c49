// @ts-check
/** The ribbon over the whole window: depth over steps, coloured by event; click or drag to move. */
import { brief, h, setText } from "./dom.js";
import { scrub, stepAt } from "./scrub.js";
import { createTicks, prepare } from "./ticks.js";
import { EVENT_NAMES } from "./trace.js";
import { KINDS, ofOutline, ofTrace, paint } from "./strip.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App @typedef {import("./strip.js").Columns} Columns */

const HEIGHT = 64;
const LABELS = { line: "line", call: "call", yield: "yield, resume", return: "return", exception: "exception ▾" };

/**
 * @typedef {object} Layer a band below the depths, of another subject
 * @property {number} height
 * @property {() => string} key what it shows; another key has it painted again
 * @property {(g: CanvasRenderingContext2D, trace: View["trace"], width: number, token: (name: string) => string) => void} paint from y = 0
 * @property {(g: CanvasRenderingContext2D, trace: View["trace"], width: number, height: number, token: (name: string) => string) => void} whole over the strip of the whole trace
 * @property {HTMLElement[]} legend
 * @property {(step: number) => string} tell a step, for the tip
 */

/** @param {App} app @param {Layer[]} [layers] */
export function createTimeline(app, layers = []) {
  const total = layers.reduce((sum, layer) => sum + layer.height, HEIGHT);
  const canvas = h("canvas");
  canvas.style.height = `${total}px`;
  const ticks = createTicks(HEIGHT);
  const cursor = h("div", "cursor");
  const tip = h("div", "tip");
  const ribbon = h(
    "div",
    { class: "ribbon", role: "slider", label: "Timeline: steps of the run, by call depth" },
    canvas,
    ticks.el,
    cursor,
    tip,
  );
  const whole = h("canvas", { class: "whole", title: "The whole trace; click to load that part" });
  const kinds = KINDS.map((kind) => h("span", {}, h("i", `sw ${kind}`), LABELS[kind]));
  const changesOf = h("span");
  const changes = h("span", {}, h("i", "sw tick"), changesOf);
  const legend = h(
    "div",
    "legend",
    ...kinds,
    h("span", {}, h("i", "sw now"), "you are here"),
    h("span", {}, "height = call depth"),
    changes,
    ...layers.flatMap((layer) => layer.legend),
  );
  ribbon.style.height = `${total + 2}px`;
  const el = h("div", "timeline", whole, ribbon, legend);
  /** @type {View["trace"]|null} */
  let trace = null;
  /** @type {Columns|null} */
  let columns = null;
  let painted = "";
  let tickColor = "";
  let width = 0;

  /** @param {string} name a token of the style sheet */
  const token = (name) => getComputedStyle(el).getPropertyValue(name).trim() || "gray";
  const colors = () => {
    return {
      line: token("--bar"),
      call: token("--accent"),
      yield: token("--event"),
      return: token("--right"),
      exception: token("--state"),
      now: token("--now-edge"),
      panel: token("--panel"),
    };
  };

  /** @param {View} view */
  const repaint = (view) => {
    const t = view.trace;
    const g = prepare(canvas, width, total);
    if (!g) return;
    columns = ofTrace(t, Math.floor(width));
    const theme = colors();
    const seen = columns.parts;
    kinds.forEach((item, k) => (item.hidden = !seen.some((n, i) => n > 0 && i % KINDS.length === k)));
    paint(g, columns, width, HEIGHT - ticks.height, theme);
    g.translate(0, HEIGHT);
    for (const layer of layers) {
      layer.paint(g, t, width, token);
      g.translate(0, layer.height);
    }
    outline(view, theme);
  };

  /** @param {View} view @param {ReturnType<typeof colors>} theme */
  const outline = ({ trace: t }, theme) => {
    whole.hidden = !app.outline;
    const g = app.outline ? prepare(whole, width, 26) : null;
    if (!g || !app.outline) return;
    paint(g, ofOutline(app.outline), width, 26, theme);
    for (const layer of layers) layer.whole(g, t, width, 26, token);
    g.strokeStyle = theme.now;
    g.lineWidth = 2;
    g.strokeRect((t.from / t.nSteps) * width + 1, 1, Math.max(4, ((t.to - t.from) / t.nSteps) * width - 2), 24);
  };

  scrub(app, ribbon, tip, {
    span: () => [app.view.trace.from, app.view.trace.to],
    now: () => app.focus.step,
    go: (step, how) => void app.go(step, how),
    tell: (step) => {
      const t = app.view.trace;
      const row = t.frameAt(step);
      const here = `step ${step} · ${EVENT_NAMES[t.eventAt(step)]} · ${brief(t.func(row), 40)} line ${t.lineAt(step)} · depth ${t.depth(row)}`;
      return [here, ...layers.map((layer) => layer.tell(step))].join("\n");
    },
  });
  whole.addEventListener("click", (event) => {
    if (app.outline) void app.jump(stepAt(event, whole, [0, app.outline.n_steps]));
  });

  /** @param {View} view */
  const render = (view) => {
    const t = view.trace;
    const key = `${t.from}:${width}:${app.theme}:${app.outline ? 1 : 0}:${layers.map((layer) => layer.key()).join()}`;
    if (t !== trace || key !== painted) {
      trace = t;
      painted = key;
      repaint(view);
      tickColor = token("--now-edge");
      ribbon.setAttribute("aria-valuemin", String(t.from));
      ribbon.setAttribute("aria-valuemax", String(t.to - 1));
    }
    ticks.render(view, width, tickColor);
    changes.hidden = view.name === null;
    setText(changesOf, `changes of ${brief(view.name ?? "", 24)}`);
    const w = width / (t.to - t.from);
    cursor.style.width = `${Math.max(2, Math.min(w, 14))}px`;
    cursor.style.transform = `translateX(${Math.max(0, Math.min((view.step - t.from + 0.5) * w - Math.max(2, Math.min(w, 14)) / 2, width - 2))}px)`;
    ribbon.setAttribute("aria-valuenow", String(view.step));
  };

  new ResizeObserver(([entry]) => {
    width = entry.contentRect.width;
    if (trace && width > 0) render(app.view);
  }).observe(ribbon);
  return { el, render };
}
