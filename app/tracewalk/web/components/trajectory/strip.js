// @ts-check
/** Painting the strip: bars, the context as a line, results of tests on top, errors at the bottom. */

/** @typedef {import("./run.js").Run} Run */

/** How high the bar of each kind is: the more a turn intervenes, the higher. @type {Record<string, number>} */
export const BARS = {
  prompt: 0.16,
  say: 0.2,
  think: 0.2,
  other: 0.25,
  plan: 0.25,
  read: 0.36,
  search: 0.44,
  delegate: 0.6,
  run: 0.6,
  test: 0.76,
  edit: 0.9,
  submit: 1,
};
const TOP = 12;
const BOTTOM = 7;
const APART = 12;

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Run} run
 * @param {number} width
 * @param {number} height
 * @param {Record<string, string>} colors
 * @param {(turn: number) => boolean} shown
 */
export function paint(g, run, width, height, colors, shown) {
  const w = width / run.n;
  const floor = height - BOTTOM;
  const room = floor - TOP;
  const gap = w > 4 ? 1 : 0;
  for (const [from, to] of columns(run.n, w)) {
    // Of the turns that share a pixel the one that intervenes most is seen.
    let best = "";
    for (let t = from; t < to; t++) {
      const kind = shown(t) ? run.kind(t) : "";
      if (kind && (best === "" || BARS[kind] > BARS[best])) best = kind;
    }
    if (best === "") continue;
    const high = room * (BARS[best] ?? BARS.other);
    g.globalAlpha = best === "prompt" ? 0.7 : 0.85;
    g.fillStyle = colors[best] ?? colors.faint;
    g.fillRect(from * w, floor - high, Math.max(1, (to - from) * w - gap), high);
  }
  g.globalAlpha = 1;
  context(g, run, w, floor, room, colors.line);
  for (const t of run.errors) triangle(g, (t + 0.5) * w, height - 1, colors.no);
  for (const [x, failed] of results(run, w)) {
    if (failed) cross(g, x, 6, colors.no);
    else check(g, x, 6, colors.yes);
  }
}

/** Where results of tests are marked, and whether any of those that share a mark failed. @param {Run} run @param {number} w */
function results(run, w) {
  /** @type {Map<number, [number, boolean]>} */
  const marks = new Map();
  for (const { turn, failed } of run.tests) {
    const x = (turn + 0.5) * w;
    const at = Math.floor(x / APART);
    const known = marks.get(at);
    marks.set(at, [known?.[0] ?? x, failed > 0 || (known?.[1] ?? false)]);
  }
  return marks.values();
}

/** The turns of each bar: one, or as many as share a pixel. @param {number} n @param {number} w @returns {number[][]} */
function columns(n, w) {
  const many = Math.max(1, Math.ceil(1 / w));
  return Array.from({ length: Math.ceil(n / many) }, (_, i) => [i * many, Math.min(n, (i + 1) * many)]);
}

/** @param {CanvasRenderingContext2D} g @param {Run} run @param {number} w @param {number} floor @param {number} room @param {string} color */
function context(g, run, w, floor, room, color) {
  if (run.maxContext === 0) return;
  g.strokeStyle = color;
  g.lineWidth = 1.5;
  g.beginPath();
  let begun = false;
  run.outline.prompt_tokens.forEach((tokens, t) => {
    if (tokens === null) return;
    const [x, y] = [(t + 0.5) * w, floor - (tokens / run.maxContext) * room];
    if (begun) g.lineTo(x, y);
    else g.moveTo(x, y);
    begun = true;
  });
  g.stroke();
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {string} color */
export function check(g, x, y, color) {
  stroke(g, color, [
    [x - 4, y],
    [x - 1, y + 3],
    [x + 4, y - 4],
  ]);
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {string} color */
export function cross(g, x, y, color) {
  stroke(g, color, [
    [x - 3.5, y - 3.5],
    [x + 3.5, y + 3.5],
  ]);
  stroke(g, color, [
    [x - 3.5, y + 3.5],
    [x + 3.5, y - 3.5],
  ]);
}

/** @param {CanvasRenderingContext2D} g @param {string} color @param {number[][]} points */
function stroke(g, color, points) {
  g.strokeStyle = color;
  g.lineWidth = 2;
  g.beginPath();
  points.forEach(([x, y], i) => (i === 0 ? g.moveTo(x, y) : g.lineTo(x, y)));
  g.stroke();
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {string} color */
export function triangle(g, x, y, color) {
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(x - 3.5, y);
  g.lineTo(x + 3.5, y);
  g.lineTo(x, y - 6);
  g.fill();
}
