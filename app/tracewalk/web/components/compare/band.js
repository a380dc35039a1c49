// @ts-check
/** The band below the depths: prediction against truth, step by step. Height and hatching tell what colour alone would not. */
import { h } from "../stepper/dom.js";
import { CODE, KINDS, NONE, SIGNS, TOKENS, WORDS } from "./verdicts.js";
import { wrongNames } from "./why.js";

/** @typedef {import("../stepper/timeline.js").Layer} Layer @typedef {import("./session.js").Session} Session @typedef {import("./said.js").Said} Said */

const HEIGHT = 26;
/** Above the band: a flag for each root error. */
const FLAGS = 6;
/** Heights of the bars from below, of the room under the flags. */
const RIGHT = 5;
const INHERITED = 11;
const SLOTS = KINDS.length * 2;
/** Kinds as the legend shows them, from the harmless to the worst. */
const LEGEND = /** @type {const} */ (["correct", "state", "action", "event", "value", "malformed", "missing", "extra"]);

/** Of each column: how many steps of each kind, inherited ones first, then root errors. @param {Said} said @param {number} n columns */
export function tally(said, n) {
  const size = said.kindAt.length;
  const out = new Uint32Array(n * SLOTS);
  for (let i = 0; i < size; i++) {
    const x = Math.floor((i * n) / size) * SLOTS;
    const kind = said.kindAt[i];
    if (kind !== NONE) out[x + kind + (kind !== CODE.missing && said.isRoot(said.rowAt[i]) ? KINDS.length : 0)]++;
    const extra = said.between.of(i).filter((row) => !said.p.seed[row]).length;
    if (extra) out[x + CODE.extra + KINDS.length] += extra;
  }
  return out;
}

/** A hatching of one colour: each kind has its own direction, so that greyscale tells them apart. @param {CanvasRenderingContext2D} g @param {string} color @param {number} kind */
function hatching(g, color, kind) {
  const size = 6;
  const tile = document.createElement("canvas");
  tile.width = tile.height = size;
  const t = tile.getContext("2d");
  if (!t) return color;
  t.strokeStyle = color;
  t.fillStyle = color;
  t.lineWidth = 1.4;
  if (kind === CODE.state || kind === CODE.value) {
    t.globalAlpha = kind === CODE.state ? 0.5 : 0.4;
    t.fillRect(0, 0, size, size);
    t.globalAlpha = 1;
  }
  t.beginPath();
  if (kind === CODE.action || kind === CODE.malformed)
    for (const d of [-size, 0, size]) (t.moveTo(d, size), t.lineTo(d + size, 0));
  if (kind === CODE.malformed) for (const d of [-size, 0, size]) (t.moveTo(d, 0), t.lineTo(d + size, size));
  if (kind === CODE.event) for (const x of [1, 4]) (t.moveTo(x, 0), t.lineTo(x, size));
  if (kind === CODE.value) for (const y of [1, 4]) (t.moveTo(0, y), t.lineTo(size, y));
  if (kind === CODE.missing) (t.moveTo(0, size - 1), t.lineTo(size, size - 1));
  t.stroke();
  return g.createPattern(tile, "repeat") ?? color;
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {string} color @param {number} w of a column: many narrow ones get narrow flags */
function flag(g, x, color, w) {
  const half = w < 3 ? 2 : 3.5;
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(x - half, 0);
  g.lineTo(x + half, 0);
  g.lineTo(x, FLAGS - 0.5);
  g.fill();
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Said} said
 * @param {number} width
 * @param {(name: string) => string} token
 * @param {boolean} flags roots are told from inherited errors
 */
export function paintBand(g, said, width, token, flags) {
  const size = said.kindAt.length;
  const n = Math.max(1, Math.min(Math.floor(width), size));
  const columns = tally(said, n);
  const colors = KINDS.map((kind) => token(TOKENS[kind]));
  const hatched = KINDS.map((_, kind) => hatching(g, colors[kind], kind));
  const w = width / n;
  const gap = w > 5 ? 1 : 0;
  const halo = token("--panel");
  const floor = HEIGHT - 1;
  const full = floor - FLAGS;
  for (let x = 0; x < n; x++) {
    const at = x * SLOTS;
    const left = x * w;
    if (columns[at + CODE.correct]) {
      g.fillStyle = colors[CODE.correct];
      g.fillRect(left, floor - RIGHT, w - gap, RIGHT);
    }
    let inherited = 0;
    for (let kind = 1; kind < KINDS.length; kind++) inherited += columns[at + kind];
    let y = floor;
    for (let kind = 1; kind < KINDS.length && inherited; kind++) {
      const part = (columns[at + kind] / inherited) * INHERITED;
      g.fillStyle = hatched[kind];
      g.fillRect(left, y - part, w - gap, part);
      y -= part;
    }
    for (let kind = KINDS.length - 1; kind > 0; kind--) {
      if (kind === CODE.extra || !columns[at + kind + KINDS.length]) continue;
      g.fillStyle = colors[kind];
      g.fillRect(left, FLAGS, Math.max(2, w - gap), full);
      if (flags) flag(g, left + w / 2, colors[kind], w);
    }
    if (columns[at + CODE.extra + KINDS.length]) extra(g, left, w, width, colors[CODE.extra], halo);
  }
}

/** A plus between this column and the next, where the extra steps are; a tick where columns are narrow. @param {CanvasRenderingContext2D} g @param {number} left @param {number} w @param {number} width @param {string} color @param {string} halo */
function extra(g, left, w, width, color, halo) {
  const x = w < 6 ? left + w / 2 : Math.min(left + w, width - 5);
  const arm = w < 6 ? 1 : 4;
  for (const [fill, more] of /** @type {[string, number][]} */ ([
    [halo, 1.2],
    [color, 0],
  ])) {
    g.fillStyle = fill;
    g.fillRect(x - arm - more, FLAGS + 5 - more, 2 * arm + 2 * more, 2 + 2 * more);
    g.fillRect(x - 1 - more, FLAGS + 2 - more, 2 + 2 * more, 8 + 2 * more);
  }
}

/** @param {Session} session @returns {Layer} */
export function createBand(session) {
  const swatches = LEGEND.map((kind) =>
    h("span", {}, h("i", `sw said-${kind}`, kind === "extra" ? "+" : ""), WORDS[kind]),
  );
  const sorts = h(
    "span",
    { title: "Root error: nothing that its line reads was wrong before. Inherited: something was." },
    h("i", "flag", "▾"),
    "tall: root error, low: inherited",
  );
  /** Only what occurs stands in the legend. @param {Said} said */
  const explain = (said) => {
    const there = new Set(said.kind);
    LEGEND.forEach((kind, i) => (swatches[i].hidden = !there.has(CODE[kind])));
    sorts.hidden = session.stepwise || there.size < (there.has(CODE.correct) ? 2 : 1);
  };
  /** @param {number} step */
  const tell = (step) => {
    const { said } = session;
    const kind = said.verdict(step);
    const extras = said.extras(step).filter((row) => !said.p.seed[row]).length;
    const more = extras ? ` · + ${extras} extra` : "";
    if (kind === null) return `${session.silence(said, step) || "nothing said"}${more}`;
    const row = said.row(step);
    const names = kind === "state" ? wrongNames(said, row).slice(0, 3).join(", ") : "";
    const sort = kind === "correct" || kind === "missing" ? "" : said.isRoot(row) ? ", root error" : ", inherited";
    return `${SIGNS[kind]} ${WORDS[kind]}${sort}${names ? `: ${names}` : ""}${more}`;
  };
  return {
    height: HEIGHT,
    key: () => String(session.version),
    paint: (g, trace, width, token) => {
      const said = session.of(trace);
      explain(said);
      paintBand(g, said, width, token, !session.stepwise);
    },
    whole: (g, trace, width, height, token) => {
      const step = session.start();
      if (step === null) return;
      g.fillStyle = token("--state");
      g.fillRect(Math.min(width - 2, (step / trace.nSteps) * width), 0, 2, height);
    },
    legend: [...swatches, sorts],
    tell,
  };
}
