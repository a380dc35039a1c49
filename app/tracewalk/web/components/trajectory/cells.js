// @ts-check
/** What the row of a list says of a turn: made once, and filled anew where another turn takes its place. */
import { count, h, setText } from "../stepper/dom.js";
import { icon, redraw } from "./icons.js";
import { digits } from "./words.js";

/** @typedef {import("./run.js").Run} Run */

/** What came of a turn, as signs. @param {Run} run @param {number} t */
function marks(run, t) {
  const out = [];
  const lines = run.lines.get(t);
  if (lines)
    out.push(
      lines.added + lines.removed === 0
        ? h("span", { class: "mark ed", title: "changed files" }, "±")
        : h(
            "span",
            { class: "mark ed", title: `${lines.added} lines added, ${lines.removed} removed` },
            lines.added > 0 && h("i", "plus", `+${digits(lines.added)}`),
            lines.removed > 0 && h("i", "minus", `−${digits(lines.removed)}`),
          ),
    );
  const tests = run.testsOf(t);
  if (tests)
    out.push(
      tests.failed > 0
        ? h(
            "span",
            { class: "mark no", title: `${tests.failed} tests failed, ${tests.passed} passed` },
            `✕${digits(tests.failed)}`,
          )
        : h("span", { class: "mark yes", title: `${tests.passed} tests passed` }, `✓${digits(tests.passed)}`),
    );
  if (run.failed(t) > 0 || run.outline.error[t] === 1)
    out.push(h("span", { class: "mark no err", title: "failed" }, "!"));
  if (run.outline.images[t] > 0)
    out.push(h("span", { class: "mark", title: count(run.outline.images[t], "picture") }, "▣"));
  if (run.outline.traces[t] > 0) out.push(h("span", { class: "mark", title: "recorded: leads to traces" }, "⌁"));
  if (run.children(t).length > 0) out.push(h("span", { class: "mark", title: "started a sub-agent" }, "↳"));
  return out;
}

/**
 * @param {HTMLElement} el a row or a part of one: empty, or filled for another turn
 * @param {Run} run
 * @param {number} t
 * @param {string} main words
 * @param {string} [more] dimmer ones
 */
export function fillCells(el, run, t, main, more = "") {
  const kind = run.kind(t);
  if (el.childElementCount === 0)
    el.append(h("span", "at"), icon(kind), h("span", "val", " ", h("small")), h("span", "came-of-it"));
  const [at, drawing, words, came] = /** @type {HTMLElement[]} */ ([...el.children]);
  setText(at, digits(t));
  redraw(drawing, kind);
  const [text, small] = words.childNodes;
  if (text.nodeValue !== main) text.nodeValue = main;
  setText(/** @type {Element} */ (small), more);
  const signs = marks(run, t);
  if (signs.length > 0 || came.firstChild) came.replaceChildren(...signs);
}
