// @ts-check
/** Two runs chosen in the list, or for a task in the grid, to stand side by side. */
import { brief, button, fill, h } from "../stepper/dom.js";
import { outcomeOf } from "./words.js";

/** @typedef {import("./types.js").Row} Row @typedef {import("./types.js").Task} Task @typedef {import("./types.js").Run} Run @typedef {import("./types.js").Asked} Asked */

/** @param {string} pattern with `{left}` and `{right}` in it @param {string} left @param {string} right @param {(asked: Asked) => void} ask @param {string} cls @param {string} title @param {string} text */
function compareLink(pattern, left, right, ask, cls, title, text) {
  const el = h("a", { class: cls, title }, text);
  el.href = pattern.replace("{left}", left).replace("{right}", right);
  el.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    ask({ kind: "compare", left, right });
  });
  return el;
}

/** The last two runs that were ticked; they stay while the list is paged and filtered. */
export class Chosen {
  /** @param {(asked: Asked) => void} ask */
  constructor(ask) {
    this.ask = ask;
    this.compare = "";
    /** @type {Row[]} */
    this.rows = [];
    /** @type {Map<string, HTMLInputElement>} */
    this.boxes = new Map();
    this.el = h("div", { class: "chosen", role: "status" });
    this.el.hidden = true;
  }

  /** A new page of the list. @param {string} compare pattern of the link */
  begin(compare) {
    this.compare = compare;
    this.boxes.clear();
  }

  /** @param {Row} row */
  box(row) {
    const input = h("input", { title: "Choose two runs to see them side by side", label: `Choose ${row.name}` });
    input.type = "checkbox";
    input.checked = this.rows.some((one) => one.trajectory_id === row.trajectory_id);
    input.addEventListener("change", () => this.#tick(row, input.checked));
    this.boxes.set(row.trajectory_id, input);
    return h("label", "pick", input);
  }

  /** @param {Row} row @param {boolean} on */
  #tick(row, on) {
    this.rows = this.rows.filter((one) => one.trajectory_id !== row.trajectory_id);
    if (on) this.rows = [...this.rows.slice(-1), row];
    this.draw();
  }

  draw() {
    const ids = new Set(this.rows.map((row) => row.trajectory_id));
    for (const [id, input] of this.boxes) input.checked = ids.has(id);
    this.el.hidden = this.rows.length === 0;
    const [left, right] = this.rows;
    if (!left) return;
    const clear = button("clear", () => {
      this.rows = [];
      this.draw();
    });
    const go = right
      ? compareLink(
          this.compare,
          left.trajectory_id,
          right.trajectory_id,
          this.ask,
          "go",
          "Turn beside turn, from where they part",
          "Compare the two",
        )
      : h("span", "dim", "choose another one");
    fill(this.el, said(left), right && h("span", "dim", "⇄"), right && said(right), go, clear);
  }
}

/** @param {Row} row */
function said(row) {
  const { sign, word, name } = outcomeOf(row.outcome);
  const who = [row.agent, row.model].filter(Boolean).join(" · ");
  return h(
    "span",
    { class: "one", title: `${row.name}\n${who}\n${word}` },
    h("i", `outcome ${name}`, sign),
    ` ${brief(row.name, 50)} `,
    h("span", "dim", brief(who, 40)),
  );
}

/** Two runs of a task, rather a solved one and one that is not. @param {Task} task @param {string} pattern @param {(asked: Asked) => void} ask @returns {HTMLElement|null} null where it has not two */
export function pairOf(task, pattern, ask) {
  const runs = task.cells.flatMap((cell) => cell.shown);
  const left = runs.find((run) => run.outcome === "solved") ?? runs[0];
  const others = runs.filter((run) => run !== left);
  const judged = others.find((run) => run.outcome && run.outcome !== left.outcome);
  const right = judged ?? others.find((run) => run.outcome !== left.outcome) ?? others[0];
  if (!left || !right) return null;
  const words = [left, right].map((run) => outcomeOf(run.outcome).word).join(" and one ");
  return compareLink(
    pattern,
    left.trajectory_id,
    right.trajectory_id,
    ask,
    "pair",
    `Two of its runs side by side: one ${words}`,
    "⇄ two runs",
  );
}
