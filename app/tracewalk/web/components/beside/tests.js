// @ts-check
/** Tests against tests: how both were judged, the runs of tests in each, and the tests that ended otherwise. */
import { get } from "../stepper/api.js";
import { button, count, fill, h } from "../stepper/dom.js";
import { digits, outcomeText, surety, testsText } from "../trajectory/words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */
/** @typedef {import("./types.js").Tested} Tested @typedef {import("./types.js").TestRun} TestRun @typedef {import("./types.js").Result} Result */

const NAMES = 200;

/** @param {App} app @param {Which} which @param {number} turn */
function turnButton(app, which, turn) {
  return button(`turn ${digits(turn)}`, () => leadTo(app, which, turn), { class: "link", title: "Go there" });
}

/** @param {App} app @param {Which} which @param {number} turn */
function leadTo(app, which, turn) {
  app.tab = "turns";
  app.go({ row: app.pairs.rows[which][turn], file: null }, "push");
}

/** @param {App} app @param {Which} which @param {TestRun[]} runs */
function runsOf(app, which, runs) {
  if (runs.length === 0) return h("td", "never", "no run of tests with a known result");
  const rows = runs.map((run) => {
    const failed = (run.failed ?? 0) + (run.errors ?? 0);
    const words = testsText({ turn: run.turn, passed: run.passed ?? 0, failed, skipped: run.skipped ?? 0 });
    const how = [run.how, surety(run.method)].filter(Boolean).join(", ");
    return h("li", { title: how }, turnButton(app, which, run.turn), " ", h("span", failed > 0 ? "no" : "yes", words));
  });
  return h("td", {}, h("ul", {}, ...rows));
}

/** @param {App} app @param {Which} which @param {Result} result @param {number|null} turn */
function resultCell(app, which, result, turn) {
  if (result === null) return h("td", "never", "not seen");
  const cls = result === "passed" ? "yes" : "no";
  return h(
    "td",
    {},
    h("span", cls, result === "passed" ? "✓ passed" : "✕ failed"),
    " ",
    turn !== null && turnButton(app, which, turn),
  );
}

/** @param {App} app @param {Tested} told */
function judged(app, told) {
  const { left, right } = app.sides;
  /** @param {import("./side.js").Side} side */
  const outcome = (side) => {
    const { outcome: how, outcome_from: from } = side.about.trajectory;
    return h(
      "td",
      how === "solved" ? "yes" : how ? "no" : "never",
      how && from ? `${outcomeText(how)}, judged by: ${from}` : outcomeText(how),
    );
  };
  const rows = told.scores.map(([name, one, other]) =>
    h(
      "tr",
      { class: one === other ? "" : "differs" },
      h("th", {}, name),
      h("td", {}, one ?? "–"),
      h("td", {}, other ?? "–"),
    ),
  );
  return [
    h("tr", {}, h("th", {}, "outcome"), outcome(left), outcome(right)),
    ...rows,
    h(
      "tr",
      {},
      h("th", {}, "runs of tests"),
      runsOf(app, "left", told.left.runs),
      runsOf(app, "right", told.right.runs),
    ),
  ];
}

/** @param {Tested} told */
function namesLead({ n_differ: differ, n_alone: alone, n_names: n }) {
  if (differ + alone === 0) return `All ${digits(n)} tests that are named ended alike.`;
  const parts = [
    differ && `${count(differ, "test")} ended otherwise`,
    alone && `${count(alone, "test")} ran in one run only`,
  ];
  return `${parts.filter(Boolean).join(", ")}, of ${digits(n)} that are named.`;
}

/** @param {App} app @param {Tested} told */
function names(app, told) {
  if (told.names.length === 0) return [h("p", "note", "Neither run's outputs name the tests that ran.")];
  /** @param {import("./types.js").TestName} test */
  const row = ([name, one, at, other, there]) => {
    const sign = one === other ? "=" : one === null ? "›" : other === null ? "‹" : "≠";
    return h(
      "tr",
      { class: sign === "≠" ? "differs" : "" },
      h("th", {}, `${sign} ${name}`),
      resultCell(app, "left", one, at),
      resultCell(app, "right", other, there),
    );
  };
  const rows = told.names.slice(0, NAMES).map(row);
  const body = h("tbody", {}, ...rows);
  const left = told.names.length - rows.length;
  const more = button(
    `show ${digits(left)} more`,
    () => {
      body.append(...told.names.slice(NAMES).map(row));
      more.remove();
    },
    { class: "mini" },
  );
  const unseen = told.n_names - told.names.length;
  return [
    h("p", "lead", namesLead(told)),
    h(
      "table",
      "tested",
      h("thead", {}, h("tr", {}, h("th", {}, "Test, its last result"), h("th", {}, "left"), h("th", {}, "right"))),
      body,
    ),
    left > 0 ? more : null,
    unseen > 0 ? h("p", "note", `${count(unseen, "further test")} not shown.`) : null,
  ];
}

/** @param {App} app @returns {import("./types.js").Pane} */
export function createTests(app) {
  const el = h("div", "scroll tested");
  let asked = false;

  const load = async () => {
    el.replaceChildren(h("p", "note", "Loading the tests…"));
    try {
      const told = await get(app.data.api.tests);
      const head = h("tr", {}, h("th", {}, "How it went"), h("th", {}, "left"), h("th", {}, "right"));
      fill(el, h("table", "tested", h("thead", {}, head), h("tbody", {}, ...judged(app, told))), ...names(app, told));
    } catch (error) {
      asked = false;
      fill(
        el,
        h("p", "note bad", `✕ The tests can't be shown: ${error instanceof Error ? error.message : error}`),
        button("try again", () => void load()),
      );
    }
  };

  /** @param {View} _view */
  const render = (_view) => {
    if (asked) return;
    asked = true;
    void load();
  };
  return { el, render };
}
