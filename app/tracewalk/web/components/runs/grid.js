// @ts-check
/** The grid: tasks down, agents and models across, in each cell the outcome of every run, which is a link to it. */
import { brief, count, h } from "../stepper/dom.js";
import { pairOf } from "./chosen.js";
import { money } from "../trajectory/words.js";
import { outcomeOf } from "./words.js";

/** @typedef {import("./types.js").Data} Data @typedef {import("./types.js").Asked} Asked */
/** @typedef {import("./types.js").Run} Run @typedef {import("./types.js").Cell} Cell @typedef {import("./types.js").Column} Column */

/** A link that is followed within the page, unless a key asks the browser for a tab of its own. @param {string} to @param {() => void} follow @param {string} cls @param {string} title @param {...import("../stepper/dom.js").Child} children */
function link(to, follow, cls, title, ...children) {
  const el = h("a", { class: cls, title }, ...children);
  el.href = to;
  el.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow();
  });
  return el;
}

/** @param {{solved: number, judged: number, runs: number}} of */
function share({ solved, judged, runs }) {
  if (!judged) return h("span", { class: "dim", title: "Nothing says how these went" }, count(runs, "run"));
  return h(
    "span",
    { title: `${solved} solved of ${count(judged, "run")} that were judged; ${count(runs, "run")} in all` },
    h("b", {}, `${Math.round((100 * solved) / judged)} %`),
    ` ${solved}/${judged}`,
  );
}

/** @param {Run} run @param {(asked: Asked) => void} ask */
function mark(run, ask) {
  const { name, sign, word } = outcomeOf(run.outcome);
  const facts = [
    word,
    run.exit_status && brief(run.exit_status, 80),
    count(run.n_turns, "turn"),
    count(run.n_edits, "edit"),
    run.cost !== null && money(run.cost),
  ];
  const title = facts.filter(Boolean).join(" · ");
  const el = link(
    run.link,
    () => ask({ kind: "open", trajectory: run.trajectory_id, turn: null }),
    `mark ${name}`,
    title,
    sign,
  );
  el.setAttribute("aria-label", title);
  return el;
}

/** @param {Cell} cell @param {number} task @param {number} column @param {(asked: Asked) => void} ask */
function cellOf(cell, task, column, ask) {
  const marks = cell.shown.map((run) => mark(run, ask));
  const more =
    cell.runs > cell.shown.length
      ? link(
          cell.link,
          () => ask({ kind: "task", task, column }),
          "more",
          "All of these runs as a list",
          `+${cell.runs - cell.shown.length}`,
        )
      : null;
  return h(
    "td",
    "cell",
    h("div", "marks", ...marks, more, cell.judged > 1 && h("span", "dim", `${cell.solved}/${cell.judged}`)),
  );
}

/** @param {Column} column */
function head(column) {
  const model = column.model ?? "no model named";
  const agent = column.agent ?? "no agent named";
  const el = h(
    "th",
    { title: `${model}\n${agent}` },
    h("div", "model", brief(model, 60)),
    h("div", "agent", brief(agent, 60)),
    h("div", "share", share(column)),
  );
  el.scope = "col";
  return el;
}

/** @param {Data} data @param {(asked: Asked) => void} ask */
export function gridOf(data, ask) {
  const top = h("tr", {}, h("th", "task", "Task"), h("th", "sum", "Solved"), ...data.columns.map(head));
  const lines = data.tasks.map((task, at) => {
    const to = link(
      task.link,
      () => ask({ kind: "task", task: at, column: null }),
      "",
      `${task.task_id}\nAll runs of this task as a list`,
      brief(task.task_id, 120),
    );
    const name = h(
      "th",
      "task",
      to,
      pairOf(task, data.compare, ask),
      task.repo && !task.task_id.startsWith(task.repo.replace("/", "__")) && h("div", "second", brief(task.repo, 60)),
    );
    name.scope = "row";
    return h(
      "tr",
      {},
      name,
      h("td", "sum", share(task)),
      ...task.cells.map((cell, column) => cellOf(cell, at, column, ask)),
    );
  });
  return h(
    "table",
    { class: "grid-table", label: "Outcomes by task and model" },
    h("thead", {}, top),
    h("tbody", {}, ...lines),
  );
}
