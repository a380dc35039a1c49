// @ts-check
/** A unified diff as rows: line numbers, a sign, the text; added and removed told by sign, colour and edge. */
import { button, h } from "../stepper/dom.js";
import { digits } from "./words.js";

const ROWS = 400;
const HUNK = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@(.*)/;

/** @typedef {{sign: string, text: string, old: number, now: number}} Line numbers below 0: not known */

/** @param {string} diff @returns {Line[]} */
export function diffLines(diff) {
  /** @type {Line[]} */
  const out = [];
  let [old, now] = [-1, -1];
  for (const line of (diff.endsWith("\n") ? diff.slice(0, -1) : diff).split("\n")) {
    const hunk = HUNK.exec(line);
    const sign = line.slice(0, 1);
    if (hunk) {
      [old, now] = [Number(hunk[1]), Number(hunk[2])];
      out.push({ sign: "@", text: line, old: -1, now: -1 });
    } else if (line.startsWith("@@")) {
      [old, now] = [-1, -1];
      out.push({ sign: "@", text: "@@ place in the file not known", old, now });
    } else if (sign === "\\") out.push({ sign, text: line, old: -1, now: -1 });
    else if (sign === "+") out.push({ sign, text: line.slice(1), old: -1, now: now < 0 ? now : now++ });
    else if (sign === "-") out.push({ sign, text: line.slice(1), old: old < 0 ? old : old++, now: -1 });
    else out.push({ sign: " ", text: line.slice(1), old: old < 0 ? old : old++, now: now < 0 ? now : now++ });
  }
  return out;
}

/** @param {Line} line */
function row({ sign, text, old, now }) {
  const cls = { "+": "add", "-": "del", "@": "hunk", "\\": "hunk" }[sign] ?? "";
  if (cls === "hunk") return h("div", "dl hunk", text);
  return h(
    "div",
    `dl ${cls}`,
    h("i", "no", old >= 0 ? old : ""),
    h("i", "no", now >= 0 ? now : ""),
    h("i", "sign", sign),
    h("span", "src", text || " "),
  );
}

/** @param {string} diff @param {number} [size] of the whole diff, where this is only its beginning @returns {HTMLElement} */
export function createDiff(diff, size = diff.length) {
  const lines = diffLines(diff);
  const el = h("div", { class: "diff", role: "table", label: "diff" }, ...lines.slice(0, ROWS).map(row));
  if (lines.length > ROWS) {
    const rest = button(
      `show ${digits(lines.length - ROWS)} more lines`,
      () => rest.replaceWith(...lines.slice(ROWS).map(row)),
      { class: "mini" },
    );
    el.append(rest);
  }
  if (size > diff.length)
    el.append(
      h(
        "div",
        "note",
        `✂ ${digits(size - diff.length)} further characters of this diff are not shown here; see the diff as plain text.`,
      ),
    );
  return el;
}

/** Numbers of the lines that a diff leaves added, in the new file. @param {string} diff @returns {Set<number>} */
export function addedLines(diff) {
  return new Set(diffLines(diff).flatMap(({ sign, now }) => (sign === "+" && now >= 0 ? [now] : [])));
}

/** How many lines a diff adds and takes away. @param {string} diff */
export function counts(diff) {
  return { added: (diff.match(/^\+/gm) ?? []).length, removed: (diff.match(/^-/gm) ?? []).length };
}
