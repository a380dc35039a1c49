// @ts-check
/** The middle of the page: the turn, the diff so far, the file, the raw record; one of them at a time. */
import { button, fill, h } from "../stepper/dom.js";
import { createDiffTab } from "./difftab.js";
import { createFileTab } from "./filetab.js";
import { createRawTab } from "./rawtab.js";
import { createTurn } from "./turn.js";
import { split } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./app.js").Tab} Tab */

const KEPT = 12;

/** @param {App} app */
export function createMiddle(app) {
  const diff = createDiffTab(app);
  const file = createFileTab(app);
  const raw = createRawTab(app);
  const turnEl = h("div", "tab-turn");
  const scroller = h("div", "scroll", turnEl, diff.el, file.el, raw.el);
  scroller.tabIndex = -1;
  /** @param {string} text @param {Tab} tab @param {string} key */
  const tab = (text, tab, key) => {
    const el = button(text, () => app.command(tab, 1), { key, class: "tab" });
    el.setAttribute("role", "tab");
    return el;
  };
  /** @type {[Tab, HTMLElement][]} */
  const tabs = [
    ["turn", tab("Turn", "turn", "1")],
    ["diff", tab("Diff so far", "diff", "2")],
    ["file", tab("File", "file", "3")],
    ["raw", tab("Raw", "raw", "4")],
  ];
  const extra = h("span", "extra");
  const el = h(
    "section",
    { class: "card middle", label: "The turn" },
    h("h3", {}, h("div", { class: "tabs", role: "tablist" }, ...tabs.map(([, el]) => el)), h("span", "grow"), extra),
    scroller,
  );
  /** @type {Map<number, HTMLElement>} turns drawn last */
  const drawn = new Map();
  let shown = "";
  /** @type {Element|"top"|null} what is to be scrolled to once all of the page is drawn */
  let goal = null;
  // Kept, because to ask for it, or to set it, has the page laid out once more.
  let top = 0;
  scroller.addEventListener("scroll", () => (top = scroller.scrollTop), { passive: true });
  const toTop = () => {
    if (top > 0) scroller.scrollTop = top = 0;
  };

  /** @param {View} view */
  const drawTurn = ({ turn, whole }) => {
    if (!whole) {
      fill(
        turnEl,
        h("div", "turnhead", h("b", {}, `Turn ${turn}`), h("span", "note", app.run.title(turn))),
        h("p", "note", "Loading…"),
      );
      return false;
    }
    const known = drawn.get(turn) ?? createTurn(app, whole);
    drawn.delete(turn);
    drawn.set(turn, known);
    if (drawn.size > KEPT) drawn.delete(/** @type {number} */ (drawn.keys().next().value));
    turnEl.replaceChildren(known);
    return true;
  };

  /** @param {number|null} call */
  const mark = (call) => {
    for (const at of turnEl.querySelectorAll(".call.on")) at.classList.remove("on");
    const at = call === null ? null : turnEl.querySelector(`.call[data-call="${call}"]`);
    at?.classList.add("on");
    return at;
  };

  /** @param {View} view */
  const render = (view) => {
    const key = `${app.tab}:${view.turn}:${view.call}:${Boolean(view.whole)}`;
    for (const [name, button] of tabs) button.setAttribute("aria-selected", String(name === app.tab));
    const path = view.file ?? app.lastFile;
    const name = path === null ? "File" : split(path)[1];
    if (tabs[2][1].childNodes[0].nodeValue !== name) tabs[2][1].childNodes[0].nodeValue = name;
    turnEl.hidden = app.tab !== "turn";
    if (app.tab === "turn" && key !== shown) {
      const done = drawTurn(view);
      goal = (done && mark(view.call)) || "top";
    }
    if (app.tab !== "turn" && !shown.startsWith(`${app.tab}:`)) goal = "top";
    shown = key;
    for (const [name, pane] of /** @type {const} */ ([
      ["diff", diff],
      ["file", file],
      ["raw", raw],
    ])) {
      pane.el.hidden = app.tab !== name;
      if (app.tab === name) pane.render(view);
    }
    const buttons = app.tab === "diff" ? diff.buttons : [];
    if (extra.childElementCount !== buttons.length) extra.replaceChildren(...buttons);
  };

  const settle = () => {
    if (goal === "top") toTop();
    else goal?.scrollIntoView({ block: "start" });
    goal = null;
  };

  /** Scrolls by a share of what is seen. @param {1|-1} dir @param {number} share @returns {boolean} whether there was any way left */
  const scroll = (dir, share) => {
    const before = scroller.scrollTop;
    scroller.scrollTop += dir * Math.max(40, scroller.clientHeight * share);
    return scroller.scrollTop !== before;
  };

  /** @param {string} message */
  const fail = (message) =>
    fill(
      turnEl,
      h("p", "note bad", `✕ This turn can't be shown: ${message}`),
      button("try again", () => app.go({}, "silent")),
    );

  /** @param {boolean} open */
  const foldAll = (open) => {
    drawn.clear();
    for (const el of turnEl.querySelectorAll("details.reasoning, details.given"))
      /** @type {HTMLDetailsElement} */ (el).open = open;
  };

  /** Opens the first sub-agent of the turn. @returns {boolean} whether there is one */
  const intoChild = () => {
    const at = turnEl.querySelector("details.nested");
    if (!(at instanceof HTMLDetailsElement)) return false;
    at.open = !at.open;
    at.scrollIntoView({ block: "nearest" });
    return true;
  };

  /** Scrolls to a call of the turn, or to what it changed as a whole. @param {number} call */
  const toCall = (call) => {
    const at = turnEl.querySelector(`.call[data-call="${call}"]`) ?? turnEl.querySelector(".change");
    at?.scrollIntoView({ block: "start" });
  };

  /** Unfolds and scrolls to where a turn holds a text, once it is drawn. @param {string} query @param {string} part */
  const seek = async (query, part) => {
    const { turn } = app.focus;
    await app.turns.get(turn);
    if (app.focus.turn !== turn) return;
    for (const el of turnEl.querySelectorAll(
      part === "reasoning" ? "details.reasoning" : part === "call" ? "details.given" : "none",
    ))
      /** @type {HTMLDetailsElement} */ (el).open = true;
    await new Promise((done) => setTimeout(done));
    const found = find(turnEl, query.toLowerCase());
    if (!found) return;
    getSelection()?.removeAllRanges();
    CSS.highlights?.set("tw-found", new Highlight(found));
    const box = found.getBoundingClientRect();
    const pane = scroller.getBoundingClientRect();
    if (box.top < pane.top + 30 || box.bottom > pane.bottom - 20)
      scroller.scrollTop += box.top - pane.top - pane.height * 0.35;
  };

  const showPatch = () => {
    diff.choose("patch");
    app.show("diff");
  };
  return { el, render, settle, scroll, fail, foldAll, intoChild, seek, showPatch, toCall };
}

/** Where a text first stands, also across pieces of different looks. @param {HTMLElement} el @param {string} query in lower case */
function find(el, query) {
  const walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  /** @type {[Text, number][]} each piece, and where it begins in the whole text */
  const pieces = [];
  let whole = "";
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    pieces.push([/** @type {Text} */ (node), whole.length]);
    whole += node.nodeValue ?? "";
  }
  const from = whole.toLowerCase().indexOf(query);
  if (from < 0 || query === "") return null;
  /** @param {number} at @param {boolean} end */
  const place = (at, end) =>
    /** @type {[Text, number]} */ (pieces.findLast(([, begin]) => (end ? begin < at : begin <= at)));
  const [first, begin] = place(from, false);
  const to = from + query.length;
  const [last, lastBegin] = place(to, true);
  const range = new Range();
  range.setStart(first, from - begin);
  range.setEnd(last, Math.min(to - lastBegin, last.length));
  return range;
}
