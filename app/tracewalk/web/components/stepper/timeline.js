// @ts-check
/** The ribbon over the whole window: depth over steps, coloured by event; click or drag to move. */
import { brief, h, setText } from "./dom.js";
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
  let dragged = false;
  let down = false;

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

  /** @param {PointerEvent|MouseEvent} event @param {HTMLElement} on @param {number} from @param {number} to */
  const stepAt = (event, on, from, to) => {
    const box = on.getBoundingClientRect();
    const at = from + Math.floor(((event.clientX - box.left) / box.width) * (to - from));
    return Math.max(from, Math.min(to - 1, at));
  };

  ribbon.addEventListener("pointerdown", (event) => {
    if (!trace || event.button !== 0) return;
    app.address?.flush();
    down = true;
    dragged = false;
    ribbon.setPointerCapture(event.pointerId);
    app.go(stepAt(event, ribbon, trace.from, trace.to), "silent");
    event.preventDefault();
  });
  ribbon.addEventListener("pointermove", (event) => {
    if (!trace) return;
    const step = stepAt(event, ribbon, trace.from, trace.to);
    hover(event, step);
    if (!down || step === app.focus.step) return;
    dragged = true;
    app.go(step, "replace");
  });
  const release = () => {
    if (down && !dragged) app.commit();
    down = false;
  };
  ribbon.addEventListener("pointerup", release);
  ribbon.addEventListener("pointercancel", () => (down = false));
  ribbon.addEventListener("pointerleave", () => (tip.hidden = true));
  whole.addEventListener("click", (event) => app.outline && app.jump(stepAt(event, whole, 0, app.outline.n_steps)));

  /** @param {PointerEvent} event @param {number} step */
  const hover = (event, step) => {
    const t = /** @type {View["trace"]} */ (trace);
    const row = t.frameAt(step);
    tip.hidden = false;
    const here = `step ${step} · ${EVENT_NAMES[t.eventAt(step)]} · ${brief(t.func(row), 40)} line ${t.lineAt(step)} · depth ${t.depth(row)}`;
    setText(tip, [here, ...layers.map((layer) => layer.tell(step))].join("\n"));
    const box = ribbon.getBoundingClientRect();
    const x = event.clientX - box.left;
    tip.style.left = `${Math.max(4, Math.min(x + 10, box.width - tip.offsetWidth - 6))}px`;
  };

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
