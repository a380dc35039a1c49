// @ts-check
/** The selected line's runs: "run 3 of 11", the neighbours, and any iteration by its number. */
import { button, h, setText } from "./dom.js";
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
    title: "Count the runs of this frame only, or of all steps loaded",
  });
  scope.append(new Option("in this frame", "frame"), new Option("in all frames", "all"));
  const previous = button("◀", () => app.command("run", -1), {
    key: "⇧L",
    title: "Previous run of this line",
    class: "mini",
  });
  const next = button("▶", () => app.command("run", 1), { key: "L", title: "Next run of this line", class: "mini" });
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
    close,
  );

  /** @param {View} view @returns {number|null} the frame to count in, null: all */
  const row = ({ trace: t, row: shown, line }) =>
    scope.value === "frame" && line && t.frames.file[shown] === line.file ? shown : null;

  /** The runs last counted: frame and line seldom change from step to step. @type {{key: string, runs: Int32Array}} */
  let known = { key: "", runs: new Int32Array(0) };
  /** @param {View} view */
  const counted = (view) => {
    if (!view.line) return new Int32Array(0);
    const { trace: t, line } = view;
    const only = row(view);
    const key = `${t.from}:${only}:${line.file}:${line.line}`;
    if (key !== known.key) {
      known = { key, runs: only === null ? t.runs(line.file, line.line) : moves.runsIn(t, only, line.line) };
    }
    return known.runs;
  };

  const go = () => {
    const { view } = app;
    if (!view.line) return;
    const to = moves.iteration(view.trace, row(view), view.line.file, view.line.line, Number(picker.value));
    if (to === null)
      app.say(
        `Line ${view.line.line} has no run ${picker.value} ${scope.value === "frame" ? "in this frame" : "in the steps loaded"}.`,
      );
    else app.jump(to);
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
    const runs = counted(view);
    const at = lastAtMost(runs, step);
    setText(what, `line ${line}`);
    const place =
      at < 0
        ? `not yet run`
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
