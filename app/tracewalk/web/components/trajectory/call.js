// @ts-check
/** One call of a tool: what it was given, what it changed, what came back. */
import { brief, button, h } from "../stepper/dom.js";
import { counts, createDiff } from "./diff.js";
import { icon } from "./icons.js";
import { createNested } from "./nested.js";
import { createOutput, gap } from "./text.js";
import { put } from "./trusted.js";
import { digits, duration, surety, testsText } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Call} Call @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Field} Field @typedef {import("./types.js").Turn} Turn */

/** @param {App} app @param {number} turn @param {number} number @param {Field} field @param {number} at */
function createField(app, turn, number, field, at) {
  const code = put(h("pre", `code text${field.name ? "" : " bare"}`), field.html);
  const more =
    field.to < field.size &&
    gap(app, { turn, call: number, part: "field", field: at }, field.to, field.size, field.size, (answer) =>
      h("pre", "code", answer.text),
    );
  if (field.name === "") return h("div", "field", code, more);
  if (field.short) return h("div", "field short", h("span", "name", field.name), code);
  return h("div", "field", h("span", "name", field.name), code, more);
}

const ORDER = ["file", "tests", "commit"];

/** Where a change stands among those of a call: what matters comes first. @param {Change} change */
const weight = ({ kind, number }) => (ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length) * 1e6 + number;

/** What is said of a change besides its diff. @param {Change} change */
function aboutChange(change) {
  const sure = surety(change.method);
  return [change.how, sure].filter(Boolean).join(", ");
}

/** @param {Change} change @returns {import("./run.js").Tests} */
export function testsOfChange({ passed, failed, errors, skipped }) {
  return { turn: 0, passed: passed ?? 0, failed: (failed ?? 0) + (errors ?? 0), skipped: skipped ?? 0 };
}

/** @param {App} app @param {Change} change @returns {HTMLElement|null} */
function createChange(app, change) {
  const how = h("span", { class: "how", title: "How this is known" }, aboutChange(change));
  if (change.kind === "file") {
    const path = change.path ?? "(a file)";
    const moved = change.old_path ? `${change.old_path} → ` : "";
    const open = button(`${moved}${path}`, () => app.openFile(path), {
      class: "link",
      title: "Open the file as it is after this turn",
    });
    const head = [h("b", `act a-${change.action}`, change.action ?? "changed"), open, h("span", "grow"), how];
    if (!change.diff) {
      const told = change.action === "create" || change.action === "edit";
      const note = told && h("p", "note", "The log does not show what this changed in it.");
      return h("div", "change", h("div", "head", ...head), note);
    }
    if (change.action !== "create" || !change.how.startsWith("heredoc"))
      return h("div", "change", h("div", "head", ...head), createDiff(change.diff, change.size));
    // The command above holds the whole text: as a diff it would only be said again.
    head.splice(2, 0, h("span", "plus", `+${digits(counts(change.diff).added)}`));
    const folds = h("details", "change given", h("summary", "head", ...head), createDiff(change.diff, change.size));
    folds.open = app.unfolded;
    return folds;
  }
  if (change.kind === "tests") {
    const tests = testsOfChange(change);
    const names = change.tests_failed.map((name) => h("li", {}, `✕ ${name}`));
    return h(
      "div",
      "change",
      h("div", "head", h("b", tests.failed > 0 ? "no" : "yes", `tests: ${testsText(tests)}`), h("span", "grow"), how),
      names.length > 0 && h("ul", "tests", ...names),
    );
  }
  const words = { cwd: "working directory", open_file: "open file", commit: "commit" }[change.kind] ?? change.kind;
  return h(
    "div",
    "change small",
    h("div", "head", h("b", {}, words), h("code", {}, change.value ?? "none"), h("span", "grow"), how),
  );
}

/** Whether it failed, in words that say how that is known. @param {Call} call */
function endings(call) {
  const out = [];
  if (call.exit_code !== null)
    out.push(h("span", { class: `chip ${call.exit_code === 0 ? "ok" : "bad"}` }, `exit ${call.exit_code}`));
  if (call.error && !call.exit_code)
    out.push(h("span", { class: "chip bad", title: surety(call.error_method) || "as the log says" }, "✕ failed"));
  if (call.malformed) out.push(h("span", { class: "chip bad", title: call.malformed }, "✕ malformed"));
  if (call.seconds !== null) out.push(h("span", "when", duration(call.seconds)));
  return out;
}

/** Whether a text that a tool is given is a command line, and not a patch or a program. @param {string} tool */
const takesLines = (tool) => tool === "" || /sh$|shell|bash|exec|run|command|terminal|cmd/i.test(tool);

/**
 * @param {App} app @param {Turn} turn @param {number} number
 * @returns {HTMLElement}
 */
export function createCall(app, turn, number) {
  const call = turn.calls[number];
  const changes = turn.changes.filter((change) => change.call === number).sort((a, b) => weight(a) - weight(b));
  const [only] = call.fields.length === 1 ? call.fields : [];
  const shell =
    only !== undefined && (/^(command|cmd)$/.test(only.name) || (only.name === "" && takesLines(call.tool)));
  const patched = changes.some((change) => change.kind === "file" && change.diff);
  const link = button(`#${number}`, () => app.jump(turn.turn, number), {
    class: "link no",
    title: "Link to this call",
  });
  const head = h(
    "div",
    "head",
    icon(call.kind),
    h("b", "tool", call.tool || "(no name)"),
    call.target && !shell && h("code", { class: "target", title: call.target }, brief(call.target, 110)),
    h("span", "grow"),
    ...endings(call),
    turn.calls.length > 1 && link,
  );
  const fields = call.fields.map((field, at) => createField(app, turn.turn, number, field, at));
  // Where the diff shows what an edit did, its arguments only say it again.
  const folds = patched && !shell;
  const given = folds
    ? h(
        "details",
        "given",
        h("summary", {}, `arguments: ${call.fields.map((field) => field.name).join(", ")}`),
        ...fields,
      )
    : h("div", `given${shell ? " shell" : ""}`, ...fields);
  if (given instanceof HTMLDetailsElement) given.open = app.unfolded;
  const el = h(
    "article",
    { class: `call c-${call.kind}${call.error || call.malformed ? " failed" : ""}`, data: { call: number } },
    head,
  );
  if (call.malformed) el.append(h("p", "note bad", call.malformed));
  if (call.fields.length > 0) el.append(given);
  el.append(...changes.map((change) => createChange(app, change)).filter((node) => node !== null));
  if (call.trajectory) el.append(createNested(app, call.trajectory));
  if (call.observation === null) el.append(h("p", "note", "Nothing came back."));
  else if (call.observation.size === 0) el.append(h("p", "note", "(empty output)"));
  else
    el.append(
      h(
        "div",
        "came",
        h("span", "name", `output · ${digits(call.observation.size)} characters`),
        createOutput(app, { turn: turn.turn, call: number, part: "output" }, call.observation),
      ),
    );
  return el;
}

/** Changes that belong to the turn as a whole. @param {App} app @param {Turn} turn */
export function turnChanges(app, turn) {
  return turn.changes
    .filter((change) => change.call < 0 || change.call >= turn.calls.length)
    .map((change) => createChange(app, change))
    .filter((node) => node !== null);
}
