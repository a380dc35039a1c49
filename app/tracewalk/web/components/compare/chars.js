// @ts-check
/** Which characters of a predicted text are not those of the true one; in containers, which elements. */
import { elementsOf } from "./elements.js";

/** @typedef {{text: string, other: boolean}} Part `other`: not in the other text */
/** @typedef {import("./elements.js").Elements} Elements @typedef {{text: string, spans: Elements["spans"]}} Side */

/** Characters that are compared one by one; of longer differences the whole middle is marked. */
const LONGEST = 600;
const DEEPEST = 6;

/**
 * Both texts in parts, so that what is left of each without its `other` parts is the same.
 * @param {string} truth
 * @param {string} said
 * @param {number} [depth]
 * @returns {[Part[], Part[]]}
 */
export function differences(truth, said, depth = 0) {
  const a = depth < DEEPEST ? elementsOf(truth) : null;
  const b = a && elementsOf(said);
  if (a && b && a.kind === b.kind) return inElements({ text: truth, ...a }, { text: said, ...b }, depth);
  return inCharacters(truth, said);
}

/** @param {string} truth @param {string} said @returns {[Part[], Part[]]} */
function inCharacters(truth, said) {
  let head = 0;
  const most = Math.min(truth.length, said.length);
  while (head < most && truth[head] === said[head]) head++;
  let tail = 0;
  while (tail < most - head && truth[truth.length - 1 - tail] === said[said.length - 1 - tail]) tail++;
  while (head > 0 && isDigit(truth[head - 1]) && (isDigit(truth[head]) || isDigit(said[head]))) head--;
  const inNumber = () => isDigit(truth[truth.length - tail - 1]) || isDigit(said[said.length - tail - 1]);
  while (tail > 0 && isDigit(truth[truth.length - tail]) && inNumber()) tail--;
  const a = tokens(truth.slice(head, truth.length - tail));
  const b = tokens(said.slice(head, said.length - tail));
  const pairs = a.length + b.length > LONGEST ? [] : common(a, b);
  const [inA, inB] = [new Set(pairs.map(([i]) => i)), new Set(pairs.map(([, j]) => j))];
  const before = { text: truth.slice(0, head), other: false };
  const after = { text: truth.slice(truth.length - tail), other: false };
  const parts = (/** @type {string[]} */ all, /** @type {Set<number>} */ shared) =>
    joined([before, ...all.map((text, i) => ({ text, other: !shared.has(i) })), after]);
  return [parts(a, inA), parts(b, inB)];
}

/** @param {string|undefined} c */
const isDigit = (c) => c !== undefined && c >= "0" && c <= "9";

/** Numbers stay whole: `12` beside `17` is another number, not a `1` and another digit. @param {string} text */
function tokens(text) {
  return text.match(/\d+|[\s\S]/gu) ?? [];
}

/** A longest common subsequence, as pairs of places. @param {string[]} a @param {string[]} b @returns {[number, number][]} */
function common(a, b) {
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i * width + j] =
        a[i] === b[j]
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  /** @type {[number, number][]} */
  const out = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) out.push([i++, j++]);
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return out;
}

/** @param {Side} a @param {Side} b @param {number} depth @returns {[Part[], Part[]]} */
function inElements(a, b, depth) {
  const texts = (/** @type {Side} */ side) => side.spans.map(([from, to]) => side.text.slice(from, to));
  const [mine, theirs] = [texts(a), texts(b)];
  /** Parts of each element that has its like on the other side. @type {[(Part[]|null)[], (Part[]|null)[]]} */
  const [inA, inB] = [mine.map(() => null), theirs.map(() => null)];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(mine, theirs), /** @type {[number, number]} */ ([mine.length, theirs.length])]) {
    // Elements in the same gap are another version of each other.
    for (; i < x && j < y; i++, j++) [inA[i], inB[j]] = differences(mine[i], theirs[j], depth + 1);
    if (x < mine.length) inA[x] = inB[y] = [{ text: mine[x], other: false }];
    [i, j] = [x + 1, y + 1];
  }
  return [whole(a, inA), whole(b, inB)];
}

/** The text again, with the separators: one goes with the lone element beside it. @param {Side} side @param {(Part[]|null)[]} elements */
function whole({ text, spans }, elements) {
  /** @type {Part[]} */
  const out = [];
  let at = 0;
  let led = true; // no element with its like yet
  spans.forEach(([from, to], i) => {
    const parts = elements[i];
    out.push({ text: text.slice(at, from), other: i > 0 && (led || parts === null) });
    out.push(...(parts ?? [{ text: text.slice(from, to), other: true }]));
    led = led && parts === null;
    at = to;
  });
  out.push({ text: text.slice(at), other: false });
  return joined(out);
}

/** @param {Part[]} parts @returns {Part[]} neighbours of one kind as one */
function joined(parts) {
  /** @type {Part[]} */
  const out = [];
  for (const { text, other } of parts) {
    const last = out[out.length - 1];
    if (text === "") continue;
    if (last && last.other === other) last.text += text;
    else out.push({ text, other });
  }
  return out;
}

/**
 * Parts of which the equal ones are shortened, so that what differs is seen.
 * @param {Part[]} parts
 * @param {number} limit characters in all, about
 * @returns {Part[]}
 */
export function shortened(parts, limit) {
  const total = parts.reduce((sum, part) => sum + part.text.length, 0);
  if (total <= limit) return parts;
  const room = Math.max(12, Math.floor(limit / Math.min(parts.length, 9)));
  /** @type {Part[]} */
  const out = parts.slice(0, 9).map(({ text, other }, i) => {
    if (text.length <= room) return { text, other };
    if (other) return { text: `${text.slice(0, room)}…`, other };
    const tail = Math.floor(room / 2);
    if (i === 0) return { text: `${text.slice(0, 6)}…${text.slice(-tail)}`, other };
    return { text: `${text.slice(0, tail)}…${i < parts.length - 1 ? text.slice(-tail) : ""}`, other };
  });
  if (parts.length > 9) out.push({ text: "…", other: false });
  return out;
}
