// @ts-check
/** Where the selected name changes: ticks below the depths, on a canvas of their own, so that a change of frame repaints them alone. */
import { h } from "./dom.js";

/** @typedef {import("./types.js").View} View */

const HEIGHT = 8;

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height @returns {CanvasRenderingContext2D|null} */
export function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const g = canvas.getContext("2d");
  g?.scale(ratio, ratio);
  return g;
}

/** @param {number} top where the depths end */
export function createTicks(top) {
  const el = h("canvas", "ticks");
  el.style.top = `${top - HEIGHT}px`;
  el.style.height = `${HEIGHT}px`;
  let painted = "";
  /** @type {View["trace"]|null} */
  let trace = null;

  /** @param {View} view @param {number} width @param {string} color */
  const render = (view, width, color) => {
    const { trace: t, name, row } = view;
    const key = `${width}:${color}:${name === null ? "" : `${row}:${name}`}`;
    if (t === trace && key === painted) return;
    trace = t;
    painted = key;
    const g = prepare(el, width, HEIGHT);
    if (!g) return;
    const slot = name === null ? -1 : t.slot(row, name);
    g.fillStyle = color;
    let last = -9;
    for (const step of slot < 0 ? [] : t.stepsOf(slot)) {
      const x = Math.round(((step - t.from + 0.5) / (t.to - t.from)) * width);
      if (x > last + 1 && step >= t.from) g.fillRect((last = x) - 1, 2, 2, HEIGHT - 2);
    }
  };
  return { el, render, height: HEIGHT };
}
