// @ts-check
/** The selected line's runs: "run 3 of 11", the neighbours, and any iteration by its number. */
import { brief, button, h, setText } from "./dom.js";
import { lastAtMost } from "./csr.js";
import * as moves from "./moves.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */

/** @param {App} app */
export function createRuns(app) {
  const what = h("b");
  const which = h("span");
  const picker = h("input", {
    class: "number",
    label: "iteration",
    title: "Go to this run of the line: type a number, press Enter",
  });
  picker.inputMode = "numeric";
  const scope = h("select", {
    label: "where runs are counted",
    title: "Count the runs of one frame (this one, or the caller that runs the line), or all that are loaded",
  });
  scope.append(new Option("in this frame", "frame"), new Option("in all frames", "all"));
  const previous = button("◀", () => app.command("run", -1), {
    key: "⇧L",
    title: "Previous run of this line",
    class: "mini",
  });
  const next = button("▶", () => app.command("run", 1), { key: "L", title: "Next run of this line", class: "mini" });
  const edit = button("✎ what if?", () => app.kit.whatIf?.open("line"), {
    class: "mini",
    title: "Edit this line, and run it again",
  });
  const close = button("✕", () => app.selectLine(null), { class: "mini", title: "Forget the line" });
  const el = h(
    "div",
    "runs",
    what,
    which,
    previous,
    next,
    h("label", {}, "iteration ", picker),
    scope,
    h("span", "grow"),
    edit,
    close,
  );

  /** @type {{key: string, row: number|null, runs: Int32Array}} what was last counted; it seldom changes from step to step */
  let known = { key: "", row: null, runs: new Int32Array(0) };

  /** @param {View} view */
  const counted = ({ trace: t, row, line }) => {
    if (!line) return known;
    const key = `${t.from}:${row}:${line.file}:${line.line}:${scope.value}`;
    if (key === known.key) return known;
    const only = scope.value === "frame" ? moves.frameOfLine(t, row, line.file, line.line) : null;
    known = { key, row: only, runs: only === null ? t.runs(line.file, line.line) : moves.runsIn(t, only, line.line) };
    setText(scope.options[0], only === null || only === row ? "in this frame" : `in ${brief(t.func(only), 24)}`);
    return known;
  };

  const go = () => {
    const { line } = app.view;
    const { runs } = counted(app.view);
    const to = runs[Number(picker.value) - 1];
    if (to === undefined)
      app.say(`Line ${line?.line} has runs 1 to ${runs.length} here; there is no run ${picker.value}.`);
    else void app.jump(to);
    picker.blur();
  };
  picker.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go();
    if (event.key === "Escape") picker.blur();
  });
  scope.addEventListener("change", () => render(app.view));

  /** @param {View} view */
  const render = (view) => {
    el.hidden = view.line === null;
    if (!view.line) return;
    const {
      trace: t,
      line: { file, line },
      step,
    } = view;
    const { runs } = counted(view);
    const at = lastAtMost(runs, step);
    setText(what, `line ${line}`);
    const place =
      at < 0
        ? "not yet run"
        : runs[at] === step
          ? `run ${at + 1} of ${runs.length}`
          : `after run ${at + 1} of ${runs.length}`;
    setText(which, runs.length ? place : "never runs here");
    if (picker !== /** @type {ShadowRoot|Document} */ (picker.getRootNode()).activeElement)
      picker.value = String(Math.max(1, at + 1));
    previous.disabled = t.runs(file, line).length === 0;
    next.disabled = previous.disabled;
  };
  return { el, render };
}
