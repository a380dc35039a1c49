// @ts-check
/** The fields of "What if?": which variable and its literal, which line and its text, or the input. */
import { brief, h, setText } from "./dom.js";

/** @typedef {import("./app.js").App} App @typedef {import("./whatif.js").Kind} Kind */
/** @typedef {Record<string, unknown>} Edit a part of the body of `POST api/branches` */

const EDITABLE = [0, 1, 3]; // call, line, exception: events whose row shows a frame that goes on
const LONGEST = 20_000;

/** @param {string} label @param {number} rows */
function area(label, rows = 1) {
  const el = h("textarea", { label });
  el.rows = rows;
  el.spellcheck = false;
  return el;
}

/** @param {string} label @param {...(Node|string)} inside */
function field(label, ...inside) {
  return h("label", "field", h("span", {}, label), ...inside);
}

/** @param {App} app @param {() => void} changed */
export function createFields(app, changed) {
  const kind = h("select", { label: "what is edited" });
  kind.append(
    new Option("a variable", "variable"),
    new Option("a source line", "line"),
    new Option("the input", "input"),
  );
  const name = h("input", { label: "name of the variable" });
  const names = h("datalist");
  names.id = "tw-names";
  name.setAttribute("list", names.id);
  name.spellcheck = false;
  const literal = area("a Python literal");
  literal.placeholder = "a Python literal: 3, 'text', [1, 2]";
  const line = h("input", { class: "number", label: "number of the line" });
  line.inputMode = "numeric";
  const text = area("text of the line");
  const input = area("input", 2);
  const place = h("p", "note");
  const variable = h("div", "kind", field("name", name), field("value", literal), names);
  const source = h("div", "kind", field("line", line), field("text", text));
  const given = h("div", "kind", field("input", input));
  const el = h("div", "fields", field("edit", kind), variable, source, given, place);
  /** @type {Record<string, HTMLElement>} */
  const parts = { variable, line: source, input: given };
  /** Where the form was opened: the step moves on below it. */
  let file = 0;
  let step = -1;
  /** @type {string|null} the value that was filled in; another one is the user's own */
  let filled = null;

  const show = () => {
    for (const [key, part] of Object.entries(parts)) part.hidden = key !== kind.value;
    setText(place, why() || where());
  };

  /** Why this cannot be edited here; "" where it can. */
  const why = () => {
    if (kind.value !== "variable") return "";
    const { trace: t, row, running } = app.view;
    if (row !== running)
      return "Variables are set in the running frame: press Esc to be back there, or go to a step of this one.";
    if (!EDITABLE.includes(t.eventAt(app.focus.step)))
      return "Nothing can be set at this step, where the frame ends or rests: go to a step at a line.";
    return "";
  };

  const where = () => {
    const at = app.focus.step.toLocaleString("en");
    const { trace: t, running } = app.view;
    if (kind.value === "variable") return `Written into ${t.func(running)} at step ${at}, before its line runs.`;
    if (kind.value === "line")
      return `Line of ${brief(t.files[file]?.path ?? "", 40)}; it is another from the start of the run.`;
    return `Arguments of ${app.view.about.trace.entry}; it is called with them from the start.`;
  };

  const fillValue = () => {
    if (kind.value !== "variable") return;
    const { trace: t, running } = app.view;
    const slot = t.slot(running, name.value.trim());
    const change = slot < 0 ? -1 : t.changeAt(slot, app.focus.step);
    const known = change < 0 || t.changes.cut[change] ? null : t.text(change);
    // An object's repr is no literal; what was typed stays.
    if (literal.value !== "" && literal.value !== filled) return;
    filled = known === null || known.startsWith("<") || known.length > LONGEST ? "" : known;
    literal.value = filled;
    literal.rows = Math.min(6, Math.max(1, Math.ceil(filled.length / 46)));
  };

  const fillLine = () => {
    const lines = app.sourceOf(app.view.trace, file).text.split("\n");
    text.value = (lines[Number(line.value) - 1] ?? "").trim();
  };

  /** @param {Kind} what @param {string|null} selected */
  const begin = (what, selected) => {
    const { trace: t, row, running, asOf, line: chosen, about } = app.view;
    kind.value = what;
    step = app.focus.step;
    file = chosen ? chosen.file : t.frames.file[row];
    line.value = String(chosen ? chosen.line : t.lineOf(row, asOf));
    fillLine();
    input.value = String(about.trace.input ?? "");
    const bound = t.state(running, step).filter((b) => !b.gone);
    names.replaceChildren(...bound.map((b) => new Option(b.name)));
    name.value = selected ?? bound[0]?.name ?? "";
    literal.value = "";
    filled = null;
    fillValue();
    show();
  };

  /** The user stepped on while the form is open. */
  const moved = () => {
    if (step !== app.focus.step) {
      step = app.focus.step;
      fillValue();
    }
    show();
  };

  /** @returns {Edit|string} what is wrong, in words */
  const read = () => {
    if (kind.value === "input") return { input: input.value };
    if (kind.value === "line") {
      const path = app.view.trace.files[file]?.path;
      const number = Number(line.value);
      if (!Number.isInteger(number) || number < 1) return "The line must be a number, 1 or more.";
      return { lines: [{ path, line: number, text: text.value }] };
    }
    const wrong = why();
    if (wrong) return wrong;
    const { trace: t, running } = app.view;
    return { step: app.focus.step, frame: t.frames.id[running], set: { [name.value.trim()]: literal.value } };
  };

  const focus = () => {
    const first = kind.value === "variable" ? literal : kind.value === "line" ? text : input;
    first.focus({ preventScroll: true });
    first.select();
  };

  kind.addEventListener("change", () => (changed(), show(), focus()));
  name.addEventListener("input", () => (changed(), fillValue()));
  line.addEventListener("input", () => (changed(), fillLine()));
  for (const each of [literal, text, input]) each.addEventListener("input", changed);
  return { el, begin, moved, read, focus };
}
