// @ts-check
/** The columns of the list: what each says of a run, and by which orders it can be sorted. */
import { brief, count, h } from "../stepper/dom.js";
import { digits, money, short } from "../trajectory/words.js";
import { around, lasting, moment, outcomeOf } from "./words.js";

/** @typedef {import("./types.js").Row} Row @typedef {import("../stepper/dom.js").Child} Child */
/**
 * @typedef {object} Column
 * @property {string} name
 * @property {string} class
 * @property {[string, string]} [sorts] what the first and the second click on its head order by
 * @property {string} [about]
 * @property {(row: Row) => unknown} [has] whether it says something; a column that says nothing on a page is left out
 * @property {(row: Row, looked: string|null) => Child[]} cell
 * @property {(row: Row) => string} [title]
 */

const LONG = 300;
/** Characters shown before what was found, so that it is in sight in a narrow column. */
const BEFORE = 16;

/** @param {Row} row @param {string|null} looked */
function nameOf(row, looked) {
  const link = h("a", "name", brief(row.name, 160));
  link.href = row.link;
  return [
    h(
      "div",
      "first",
      link,
      row.parent && h("span", "chip", "sub-agent"),
      row.sub_agents > 0 && h("span", "chip", count(row.sub_agents, "sub-agent")),
    ),
    row.found ? excerpt(row.found, looked) : h("div", "second", aside(row)),
  ];
}

/** Format, dataset and file, as far as they say more than the name. @param {Row} row */
function aside(row) {
  const file = row.name.includes(row.source_file.replace(/\.[^.]*$/, "")) ? null : row.source_file;
  return [row.source_format, row.dataset, file]
    .filter(Boolean)
    .map((text) => brief(String(text), 80))
    .join(" · ");
}

/** @param {NonNullable<Row["found"]>} found @param {string|null} looked */
function excerpt(found, looked) {
  const [before, it, after] = around(found.around.replace(/\s+/g, " "), looked?.replace(/\s+/g, " ") ?? null);
  const more = found.turns > 1 ? ` and ${count(found.turns - 1, "more turn", "more turns")}` : "";
  return h(
    "div",
    "second found",
    h("b", {}, `turn ${found.turn}${more}: `),
    "…",
    it ? before.slice(-BEFORE) : before,
    h("mark", {}, it),
    after,
    "…",
  );
}

/** @param {Row} row */
function outcome(row) {
  if (!row.outcome) return [h("span", "dim", "–")];
  const { name, sign, word } = outcomeOf(row.outcome);
  return [h("span", `outcome ${name}`, h("span", "sign", sign), ` ${word}`)];
}

/** @param {Row} row */
function tests(row) {
  const { tests_passed: passed, tests_failed: failed } = row;
  return [
    passed !== null && h("span", "ok", `${short(passed)} ✓`),
    " ",
    failed ? h("span", "bad", `${short(failed)} ✕`) : null,
  ];
}

/** @type {Column[]} */
export const COLUMNS = [
  {
    name: "Outcome",
    class: "is-outcome",
    about: "As the log or a report beside it says",
    has: (row) => row.outcome,
    cell: outcome,
    title: (row) =>
      row.outcome_from
        ? `from ${row.outcome_from}${row.score === null ? "" : `, score ${row.score}`}`
        : "Nothing says how it went",
  },
  {
    name: "Run",
    class: "is-name",
    sorts: ["name", "name"],
    cell: nameOf,
    title: (row) => [row.name, row.task].filter(Boolean).join("\n\n").slice(0, LONG),
  },
  {
    name: "Agent, model",
    class: "is-maker",
    has: (row) => row.agent || row.model,
    cell: (row) => [h("div", "first", row.agent ?? row.model), row.agent && h("div", "second", row.model)],
    title: (row) => [row.agent, row.model].filter(Boolean).join("\n"),
  },
  {
    name: "Turns",
    class: "number is-turns",
    sorts: ["longest", "shortest"],
    about: "With the calls of tools that failed, as far as is known",
    cell: (row) => [digits(row.n_turns), row.n_errors > 0 && h("div", "second bad", `${short(row.n_errors)} failed`)],
    title: (row) =>
      `${count(row.n_turns, "turn")}, ${count(row.n_calls, "call")}, of which ${digits(row.n_errors)} failed`,
  },
  {
    name: "Edits",
    class: "number is-edits",
    about: "Changes of files",
    has: (row) => row.n_edits,
    cell: (row) => [row.n_edits ? digits(row.n_edits) : ""],
  },
  {
    name: "Tests",
    class: "number is-tests",
    about: "What the last run of tests in it said",
    has: (row) => row.tests_passed !== null || row.tests_failed !== null,
    cell: tests,
    title: (row) =>
      row.tests_passed === null && row.tests_failed === null
        ? ""
        : `last run of tests: ${row.tests_passed ?? "?"} passed, ${row.tests_failed ?? "?"} failed`,
  },
  {
    name: "Tokens",
    class: "number",
    sorts: ["most_tokens", "fewest_tokens"],
    about: "Of all requests and answers together",
    has: (row) => row.tokens !== null,
    cell: (row) => [row.tokens === null ? "" : short(row.tokens)],
    title: (row) =>
      `${row.prompt_tokens === null ? "?" : digits(row.prompt_tokens)} in, ${row.completion_tokens === null ? "?" : digits(row.completion_tokens)} out`,
  },
  {
    name: "Cost",
    class: "number is-cost",
    sorts: ["costliest", "cheapest"],
    has: (row) => row.cost !== null,
    cell: (row) => [row.cost === null ? "" : `${row.cost_method === "estimated" ? "≈ " : ""}${money(row.cost)}`],
    title: (row) => row.cost_method ?? "",
  },
  {
    name: "Time",
    class: "number",
    sorts: ["slowest", "quickest"],
    has: (row) => row.seconds !== null,
    cell: (row) => [row.seconds === null ? "" : lasting(row.seconds)],
    title: (row) => (row.seconds === null ? "" : `${row.seconds} s`),
  },
  {
    name: "Ended with",
    class: "is-exit",
    about: "Exit status, in the log's own words",
    has: (row) => row.exit_status,
    cell: (row) => [row.exit_status && brief(row.exit_status, 60)],
    title: (row) => (row.exit_status ?? "").slice(0, LONG),
  },
  {
    name: "Began (UTC)",
    class: "is-when",
    sorts: ["newest", "oldest"],
    about: "A dash where the log has no time; in this order the time of the import stands for it",
    cell: (row) => [row.started_at ? moment(row.started_at) : h("span", "dim", "–")],
    title: (row) =>
      row.started_at ? "" : `the log has no time${row.imported_at ? `; imported ${moment(row.imported_at)}` : ""}`,
  },
];
