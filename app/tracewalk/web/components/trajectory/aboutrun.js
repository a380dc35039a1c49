// @ts-check
/** What else is known of the run: task, repository, source, notes of its import. */
import { brief, h } from "../stepper/dom.js";
import { split } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View */

/** @type {[string, string][]} what to call it, and its column */
const FACTS = [
  ["task", "task_id"],
  ["repository", "repo"],
  ["commit", "base_commit"],
  ["agent", "agent"],
  ["model", "model"],
  ["format", "source_format"],
  ["dataset", "dataset"],
  ["score", "score"],
  ["scores", "scores"],
  ["log", "source_file"],
  ["within it", "source_member"],
  ["id there", "native_id"],
];

/** @param {App} _app */
export function createAboutRun(_app) {
  const facts = h("dl", "where");
  const notes = h("ul", "notes");
  const el = h("div", "pane", h("h3", {}, h("span", "title", "About this run")), facts, notes);
  let drawn = false;
  /** @param {View} view */
  const render = ({ about }) => {
    if (drawn) return;
    drawn = true;
    const t = about.trajectory;
    const version = t.agent_version ? ` ${t.agent_version}` : "";
    for (const [name, column] of FACTS) {
      const value = t[column];
      if (value === null || value === undefined || value === "") continue;
      const text =
        column === "agent"
          ? `${value}${version}`
          : column === "source_format" && t.format_version
            ? `${value} ${t.format_version}`
            : column === "source_file"
              ? split(String(value))[1]
              : String(value);
      facts.append(
        h("dt", {}, name),
        h("dd", { title: column === "source_file" ? String(value) : text }, brief(text, 200)),
      );
    }
    notes.append(...t.notes.map((/** @type {string} */ note) => h("li", {}, note)));
    notes.hidden = t.notes.length === 0;
  };
  return { el, render };
}
