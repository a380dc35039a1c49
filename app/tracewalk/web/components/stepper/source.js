// @ts-check
/** The source pane: files as tabs, hit counts, the line about to run, and values beside the lines that wrote them. */
import { button, fill, h, setText } from "./dom.js";
import { Inline } from "./inline.js";
import { createRuns } from "./runs.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */
/** @typedef {{el: HTMLElement, hit: HTMLElement, inline: HTMLElement}} Line */

const HINT = "hits · dim: not run yet in this frame · click a line for its runs";

/** @param {string} path */
const base = (path) => path.slice(path.lastIndexOf("/") + 1);

/**
 * @typedef {object} Marks what a page says of lines besides
 * @property {(lines: Line[], file: number, view: View) => void} reset another file is open
 * @property {(view: View, file: number) => Record<string, number|null>} render which line carries which class, 1-based
 * @property {(view: View, file: number) => string} hint above the source; "" where there is nothing to say
 */
/** @type {Marks} */
const NO_MARKS = { reset: () => {}, render: () => ({}), hint: () => "" };

/** @param {App} app @param {{inline?: Inline, marks?: Marks}} [more] what the page says beside and of the lines */
export function createSource(app, { inline = new Inline(), marks: ofPage = NO_MARKS } = {}) {
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const code = h("div", { class: "code", role: "list", label: "source" });
  const scroll = h("div", "scroll", code);
  const runs = createRuns(app);
  const el = h(
    "section",
    { class: "card source", label: "Source" },
    h("h3", {}, tabs, h("span", "grow"), h("span", { class: "hint", title: HINT }, HINT)),
    runs.el,
    scroll,
  );
  /** @type {Line[]} */
  let lines = [];
  let file = -1;
  /** @type {View["trace"]|null} */
  let trace = null;
  /** @type {Map<string, HTMLElement|null>} */
  const marks = new Map();
  /** @type {number|null} a tab that the user chose, until the running file changes */
  let chosen = null;
  let running = -1;

  /** @param {string} cls @param {number|null} line 1-based */
  const mark = (cls, line) => {
    const now = line === null ? null : (lines[line - 1]?.el ?? null);
    const before = marks.get(cls) ?? null;
    if (before === now) return;
    before?.classList.remove(cls);
    now?.classList.add(cls);
    marks.set(cls, now);
  };

  code.addEventListener("click", (event) => {
    const row = event.target instanceof Element ? event.target.closest(".row") : null;
    const line = row instanceof HTMLElement ? Number(row.dataset.line) : 0;
    if (!line || !getSelection()?.isCollapsed) return;
    const same = app.line?.line === line && app.line.file === file;
    app.selectLine(same ? null : { file, line });
  });

  /** @param {View} view */
  const open = (view) => {
    marks.clear();
    const { lines: html, text: source } = app.sourceOf(view.trace, file);
    lines = html.slice(0, source.endsWith("\n") ? source.split("\n").length - 1 : undefined).map((markup, i) => {
      const text = h("span", "text");
      text.innerHTML = markup || " "; // the server's own highlighting, the only HTML that is trusted here
      const [hit, beside] = [h("span", "hit"), h("span", "inl")];
      const row = h(
        "div",
        { class: "row", role: "listitem", data: { line: i + 1 } },
        h("span", "no", i + 1),
        hit,
        text,
        beside,
      );
      return { el: row, hit, inline: beside };
    });
    code.style.setProperty("--digits", String(Math.max(2, String(lines.length).length)));
    code.replaceChildren(...lines.map((line) => line.el));
    if (lines.length === 0) fill(code, h("p", "note", "The source of this file is not in the lake."));
    lines.forEach((line, i) => {
      const hits = view.trace.runs(file, i + 1).length;
      line.hit.textContent = hits
        ? `${hits < 10_000 ? hits.toLocaleString("en") : `${(hits / 1000).toFixed(1)}k`}×`
        : "";
      line.hit.title = `runs ${hits.toLocaleString("en")} times`;
    });
    scroll.scrollTop = 0;
    pane.row = 0;
    pane.top = 0;
    inline.reset(lines);
    ofPage.reset(lines, file, view);
  };

  /** @param {View} view */
  const drawTabs = (view) => {
    const files = view.trace.files;
    fill(
      tabs,
      ...files.map((f, i) => {
        const tab = button(
          base(f.path),
          () => {
            chosen = i;
            render(app.view);
          },
          { title: f.path, class: "tab" },
        );
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-selected", String(i === file));
        return tab;
      }),
    );
  };

  /** Scrolls to a line, by what is known of the pane: asking for layout at every step would cost more than the step. */
  const pane = { top: 0, height: 0, row: 0 };
  scroll.addEventListener("scroll", () => (pane.top = scroll.scrollTop), { passive: true });
  new ResizeObserver(([entry]) => {
    pane.height = entry.contentRect.height;
    pane.row = 0;
  }).observe(scroll);

  /** @param {number} line */
  const reveal = (line) => {
    if (line < 1 || lines.length === 0) return;
    pane.row ||= code.offsetHeight / lines.length;
    pane.height ||= scroll.clientHeight;
    const top = (line - 1) * pane.row;
    if (top >= pane.top + 24 && top <= pane.top + pane.height - 64) return;
    pane.top = Math.max(0, Math.min(top - pane.height * 0.4, lines.length * pane.row - pane.height));
    scroll.scrollTop = pane.top;
  };

  /** @param {View} view */
  const render = (view) => {
    const t = view.trace;
    const wanted = t.frames.file[view.row];
    if (view.row !== running) {
      if (running < 0 || wanted !== t.frames.file[running] || t !== trace) chosen = null;
      running = view.row;
    }
    const show = chosen ?? wanted;
    if (show !== file || t !== trace) {
      file = show;
      trace = t;
      open(view);
      drawTabs(view);
    }
    const here = show === wanted;
    const line = t.lineOf(view.row, view.asOf);
    const live = view.row === view.running;
    const raised = live && [3, 6].includes(t.eventAt(view.step));
    mark("now", here && live && !raised ? line : null);
    mark("err", here && raised ? line : null);
    mark("at", here && !live ? line : null);
    mark("sel", view.line?.file === file ? view.line.line : null);
    for (const [cls, at] of Object.entries(ofPage.render(view, file))) mark(cls, at);
    inline.render(view, here, app.sourceOf(t, file).text);
    runs.render(view);
    if (here) reveal(line);
    setText(/** @type {HTMLElement} */ (el.querySelector(".hint")), hint(view, here, live));
  };

  /** @param {View} view @param {boolean} here @param {boolean} live */
  const hint = (view, here, live) => {
    if (!here) return "not the running file";
    if (!live) return `line of frame ${view.trace.frames.id[view.row]}`;
    return ofPage.hint(view, file) || HINT;
  };
  return { el, render };
}
