// @ts-check
/** Groups of integers in two typed arrays: group `k` is `items[start[k]] .. items[start[k + 1] - 1]`. */
export class Groups {
  /**
   * Groups 0..keys.length-1 by their key, in order; a negative key belongs nowhere.
   * @param {ArrayLike<number>} keys
   * @param {number} size number of groups
   * @param {ArrayLike<number>} [values] what to keep instead of the positions
   */
  constructor(keys, size, values) {
    const start = new Int32Array(size + 1);
    for (let i = 0; i < keys.length; i++) if (keys[i] >= 0) start[keys[i] + 1]++;
    for (let k = 0; k < size; k++) start[k + 1] += start[k];
    const next = start.slice(0, size);
    const items = new Int32Array(start[size]);
    for (let i = 0; i < keys.length; i++) if (keys[i] >= 0) items[next[keys[i]]++] = values ? values[i] : i;
    this.start = start;
    this.items = items;
  }

  /** @param {number} k @returns {Int32Array} a view, not a copy */
  of(k) {
    return this.items.subarray(this.start[k], this.start[k + 1]);
  }

  /** @param {number} k */
  count(k) {
    return this.start[k + 1] - this.start[k];
  }
}

/**
 * Position of the last element <= x in an ascending list, or -1.
 * @param {ArrayLike<number>} list
 * @param {number} x
 */
export function lastAtMost(list, x) {
  let lo = 0;
  let hi = list.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if (list[mid] <= x) lo = mid + 1;
    else hi = mid;
  }
  return lo - 1;
}

/**
 * The neighbour of x in an ascending list: the first element above it, or the last below it.
 * @param {ArrayLike<number>} list
 * @param {number} x
 * @param {1|-1} dir
 * @returns {number|null}
 */
export function neighbour(list, x, dir) {
  const at = dir > 0 ? lastAtMost(list, x) + 1 : lastAtMost(list, x - 1);
  return at >= 0 && at < list.length ? list[at] : null;
}
