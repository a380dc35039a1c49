// @ts-check
/** Which characters of a predicted text are not those of the true one. */

/** @typedef {{text: string, other: boolean}} Part `other`: not in the other text */

/** Characters that are compared one by one; of longer differences the whole middle is marked. */
const LONGEST = 600;

/**
 * Both texts in parts, so that what is left of each without its `other` parts is the same.
 * @param {string} truth
 * @param {string} said
 * @returns {[Part[], Part[]]}
 */
export function differences(truth, said) {
  let head = 0;
  const most = Math.min(truth.length, said.length);
  while (head < most && truth[head] === said[head]) head++;
  let tail = 0;
  while (tail < most - head && truth[truth.length - 1 - tail] === said[said.length - 1 - tail]) tail++;
  const a = tokens(truth.slice(head, truth.length - tail));
  const b = tokens(said.slice(head, said.length - tail));
  const [inA, inB] = a.length + b.length > LONGEST ? [a.map(() => false), b.map(() => false)] : common(a, b);
  const before = truth.slice(0, head);
  const after = truth.slice(truth.length - tail);
  return [joined(before, a, inA, after), joined(before, b, inB, after)];
}

/** Numbers stay whole: `12` beside `17` is another number, not a `1` and another digit. @param {string} text */
function tokens(text) {
  return text.match(/\d+|[\s\S]/gu) ?? [];
}

/** Which tokens of each are in a longest common subsequence. @param {string[]} a @param {string[]} b @returns {[boolean[], boolean[]]} */
function common(a, b) {
  const width = b.length + 1;
  const best = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i * width + j] =
        a[i] === b[j]
          ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
  const inA = a.map(() => false);
  const inB = b.map(() => false);
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) inA[i++] = inB[j++] = true;
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return [inA, inB];
}

/** @param {string} before @param {string[]} middle @param {boolean[]} shared @param {string} after @returns {Part[]} */
function joined(before, middle, shared, after) {
  /** @type {Part[]} */
  const out = [];
  /** @param {string} text @param {boolean} other */
  const add = (text, other) => {
    const last = out[out.length - 1];
    if (text === "") return;
    if (last && last.other === other) last.text += text;
    else out.push({ text, other });
  };
  add(before, false);
  middle.forEach((text, i) => add(text, !shared[i]));
  add(after, false);
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
