// @ts-check
/** What Compare says of source lines: both positions, the line to blame, and how often each line was predicted right. */
import { h } from "../stepper/dom.js";
import { agreement, blamed, lineKey } from "./agreement.js";

/** @typedef {import("../stepper/types.js").View} View @typedef {import("../stepper/source.js").Marks} Marks */
/** @typedef {import("../stepper/source.js").Line} Line @typedef {import("./session.js").Session} Session */
/** @typedef {import("./agreement.js").Tally} Tally */

/** @param {Tally} tally @returns {[string, string, string]} class, sign, in words */
function told({ right, root, inherited, missing, first }) {
  const all = right + root + inherited + missing;
  const words = `${right} of ${all} right${root ? `, ${root} root (first seen at step ${first})` : ""}${inherited ? `, ${inherited} inherited` : ""}${missing ? `, ${missing} missing` : ""}`;
  if (root) return ["root", `≠${root > 1 ? root : ""}`, words];
  if (inherited) return ["inherited", "↳", words];
  return right ? ["right", "✓", words] : ["missing", "∅", words];
}

/** @param {Session} session @returns {Marks} */
export function createMarks(session) {
  /** @type {HTMLElement[]} */
  let cells = [];
  let file = -1;
  let drawn = "";

  /** @param {View} view */
  const tallies = (view) => {
    const key = `${session.version}:${view.trace.from}:${file}`;
    if (key === drawn) return;
    drawn = key;
    const counts = agreement(session.of(view.trace));
    cells.forEach((cell, i) => {
      const tally = counts.get(lineKey(file, i + 1));
      const [cls, sign, words] = tally ? told(tally) : ["", "", ""];
      cell.className = `agree ${cls}`;
      cell.textContent = sign;
      cell.title = words;
    });
  };

  /** The predicted step that meets the shown one, where it is elsewhere. @param {View} view */
  const elsewhere = (view) => {
    if (view.row !== view.running) return null;
    const said = session.of(view.trace);
    const kind = said.verdict(view.step);
    if (kind !== "action" && kind !== "event" && kind !== "malformed") return null;
    const row = said.row(view.step);
    if (!said.text("source", row)?.trim()) return null;
    return { said, row, line: said.p.line[row], file: said.p.file[row] };
  };

  return {
    reset: (lines, opened) => {
      file = opened;
      drawn = "";
      cells = lines.map(({ hit }) => {
        const cell = h("span", "agree");
        hit.after(cell);
        return cell;
      });
    },
    render: (view, opened) => {
      tallies(view);
      const other = elsewhere(view);
      const said = session.of(view.trace);
      const at = view.row === view.running ? blamed(said, view.step) : -1;
      const blame = at >= 0 && at !== view.step && view.trace.frames.file[view.trace.frameAt(at)] === opened;
      return {
        saidhere:
          other && other.file === opened && other.line > 0 && other.line !== view.trace.lineAt(view.step)
            ? other.line
            : null,
        unsure: other && other.file === opened && other.said.p.ambiguous[other.row] ? other.line : null,
        blame: blame ? view.trace.lineAt(at) : null,
      };
    },
    hint: (view) => {
      const said = session.of(view.trace);
      const kind = said.verdict(view.step);
      const other = elsewhere(view);
      if (kind === null || kind === "missing") return "";
      const line = view.trace.lineAt(view.step);
      const theirs = session.subject.sort === "other";
      if (!other || (other.line === line && other.file >= 0))
        return `▸ truth and ${theirs ? "other run" : "prediction"} are on the same line`;
      if (theirs && other.file < 0) return `▸ truth line ${line} · ▹ line ${other.line} of its own program`;
      if (other.line <= 0) return `▸ truth line ${line} · ▹ a line that the program does not have`;
      const sure = said.p.ambiguous[other.row] ? " (several fit)" : "";
      return `▸ truth line ${line} · ▹ ${theirs ? "other run" : "predicted"} line ${other.line}${sure}`;
    },
  };
}
