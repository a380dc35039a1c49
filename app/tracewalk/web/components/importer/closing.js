// @ts-check
/** The table that closes an import: what was counted, what was skipped and why, what could not be read. */
import { brief, button, count, h } from "../stepper/dom.js";

/** @typedef {import("./types.js").Result} Result */

const FAULTS = 5;

/** @param {Result} result @param {(trajectory: string) => void} open */
export function closing(result, open) {
  const rows = result.table
    .filter(([what, n]) => n || what !== "turns")
    .map(([what, n, more]) => h("tr", {}, h("th", {}, what), h("td", "n", n.toLocaleString("en")), h("td", {}, more)));
  return h(
    "div",
    "closing",
    h("table", {}, h("tbody", {}, ...rows)),
    notes(result),
    faults(result),
    runs(result, open),
  );
}

/** @param {Result} result */
function notes(result) {
  if (!result.notes.length) return null;
  const items = result.notes.map(([n, note]) => h("li", {}, `${n.toLocaleString("en")} ${note}`));
  return h(
    "details",
    {},
    h("summary", {}, `What had to be guessed: ${count(result.notes.length, "note")}`),
    h("ul", {}, ...items),
  );
}

/** @param {Result} result */
function faults(result) {
  if (!result.n_faults) return null;
  const items = result.faults.map((fault) => h("li", {}, brief(fault, 600)));
  const more = result.n_faults - result.faults.length;
  const el = h(
    "details",
    "faults",
    h("summary", {}, `Not imported: ${count(result.n_faults, "fault")}`),
    h("ul", {}, ...items, more > 0 && h("li", {}, `and ${more.toLocaleString("en")} more`)),
  );
  el.open = result.n_faults <= FAULTS;
  return el;
}

/** @param {Result} result @param {(trajectory: string) => void} open */
function runs(result, open) {
  if (!result.runs.length) return null;
  const links = result.runs.map((run) => {
    const el = h("a", { title: `${run.source_format}, ${count(run.n_turns, "turn")}` }, brief(run.name, 60));
    el.href = run.link;
    el.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open(run.trajectory_id);
    });
    return h("li", {}, el);
  });
  return h(
    "div",
    "came",
    h(
      "span",
      "note",
      result.n_runs > result.runs.length ? `The longest of ${result.n_runs.toLocaleString("en")}:` : "Open:",
    ),
    h("ul", {}, ...links),
  );
}

/** Where something went wrong, or was stopped, in words. @param {import("./session.js").session} session @param {() => void} dismiss */
export function head(session, dismiss) {
  const result = session.told?.result;
  const stopped = session.told?.state === "stopped";
  const said =
    result && [explained(result.words), result.n_faults && count(result.n_faults, "fault")].filter(Boolean).join(", ");
  const words = said
    ? stopped
      ? `Stopped; what was read is in the lake: ${said}`
      : said
    : session.error
      ? "Not imported"
      : "Stopped; nothing was imported";
  const good = result && !result.n_faults && !session.error && !stopped;
  return h(
    "div",
    "line",
    h("b", good ? "ok" : "bad", good ? "✓ " : "! ", words),
    h("span", "grow"),
    button("Close", dismiss, { class: "mini" }),
  );
}

/** @param {string} words */
function explained(words) {
  return words.replace(/(\d) kept/, "$1 there already");
}
