// @ts-check
/** Painting the strip of two runs: bars up and down from a band whose height and colour say how alike a row is. */
import { BARS, check, cross } from "../trajectory/strip.js";

/** @typedef {import("./pairs.js").Pairs} Pairs @typedef {import("./types.js").Which} Which @typedef {import("./types.js").Likeness} Likeness */
/** @typedef {{kinds: Record<string, string>, bands: Record<string, string>, yes: string, no: string, ink: string}} Colors */

export const HEIGHT = 84;
const TOP = 12;
const BAND = 10;
const ROOM = (HEIGHT - 2 * TOP - BAND) / 2;
const MIDDLE = HEIGHT / 2;

/** How much of the band each likeness takes: a thin line where all is the same. @type {Record<Likeness, [number, number]>} */
const BANDS = { same: [0.4, 0.2], variant: [0.2, 0.6], different: [0, 1], left: [0, 0.5], right: [0.5, 0.5] };
/** Of rows that share a pixel the least alike is seen. @type {Likeness[]} */
const LEAST = ["different", "left", "right", "variant", "same"];

/** @param {CanvasRenderingContext2D} g @param {Pairs} pairs @param {number} width @param {Colors} colors */
export function paint(g, pairs, width, colors) {
  const w = width / pairs.n;
  const many = Math.max(1, Math.ceil(1 / w));
  const gap = w > 4 ? 1 : 0;
  for (let from = 0; from < pairs.n; from += many) {
    const to = Math.min(pairs.n, from + many);
    const wide = Math.max(1, (to - from) * w - gap);
    band(g, pairs, from, to, from * w, wide, colors);
    for (const which of /** @type {Which[]} */ (["left", "right"]))
      bar(g, pairs, which, from, to, from * w, wide, colors);
  }
  if (pairs.first !== null) flag(g, (pairs.first + 0.5) * w, colors.ink);
  for (const which of /** @type {Which[]} */ (["left", "right"])) results(g, pairs, which, w, colors);
}

/** @param {CanvasRenderingContext2D} g @param {Pairs} pairs @param {number} from @param {number} to @param {number} x @param {number} wide @param {Colors} colors */
function band(g, pairs, from, to, x, wide, colors) {
  let worst = LEAST.length - 1;
  for (let row = from; row < to; row++) worst = Math.min(worst, LEAST.indexOf(pairs.likeness(row)));
  const like = LEAST[worst];
  const [top, share] = BANDS[like];
  g.globalAlpha = 1;
  g.fillStyle = colors.bands[like];
  g.fillRect(x, MIDDLE - BAND / 2 + top * BAND, wide, share * BAND);
}

/** Of turns that share a pixel the one that intervenes most is seen. @param {CanvasRenderingContext2D} g @param {Pairs} pairs @param {Which} which @param {number} from @param {number} to @param {number} x @param {number} wide @param {Colors} colors */
function bar(g, pairs, which, from, to, x, wide, colors) {
  let best = "";
  for (let row = from; row < to; row++) {
    const turn = pairs.turn(row, which);
    const kind = turn < 0 ? "" : pairs.runs[which].kind(turn);
    if (kind && (best === "" || BARS[kind] > BARS[best])) best = kind;
  }
  if (best === "") return;
  const high = ROOM * (BARS[best] ?? BARS.other);
  g.globalAlpha = best === "prompt" ? 0.7 : 0.85;
  g.fillStyle = colors.kinds[best] ?? colors.ink;
  g.fillRect(x, which === "left" ? MIDDLE - BAND / 2 - 1 - high : MIDDLE + BAND / 2 + 1, wide, high);
  g.globalAlpha = 1;
}

/** Results of tests at the outer edges. @param {CanvasRenderingContext2D} g @param {Pairs} pairs @param {Which} which @param {number} w @param {Colors} colors */
function results(g, pairs, which, w, colors) {
  const y = which === "left" ? 6 : HEIGHT - 7;
  let last = -99;
  for (const tests of pairs.runs[which].tests) {
    const x = (pairs.rows[which][tests.turn] + 0.5) * w;
    if (x - last < 7 && tests.failed === 0) continue;
    last = x;
    if (tests.failed > 0) cross(g, x, y, colors.no);
    else check(g, x, y, colors.yes);
  }
}

/** Where they part. @param {CanvasRenderingContext2D} g @param {number} x @param {string} color */
function flag(g, x, color) {
  g.strokeStyle = color;
  g.lineWidth = 1;
  g.setLineDash([3, 3]);
  g.beginPath();
  g.moveTo(x, 0);
  g.lineTo(x, HEIGHT);
  g.stroke();
  g.setLineDash([]);
}
