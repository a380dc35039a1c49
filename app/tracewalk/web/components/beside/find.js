// @ts-check
/** Find in both runs: the server looks through all texts of each; hits stand in the order of the rows. */
import { get } from "../stepper/api.js";
import { button, count, h, setText } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { marked } from "../trajectory/find.js";
import { icon } from "../trajectory/icons.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Which} Which */
/** @typedef {{which: Which, row: number, turn: number, part: string, around: string}} Hit */

const LATER = 200;

/** @param {App} app */
export function createFind(app) {
  const input = h("input", { label: "find in both runs" });
  input.placeholder = "words in messages, commands, outputs";
  input.spellcheck = false;
  const note = h("span", "note");
  /** @type {Hit[]} */
  let hits = [];
  let searched = "";
  let token = 0;
  let timer = 0;
  let at = -1;
  const list = new VirtualList(
    22,
    (i) => {
      const { which, turn, part, around } = hits[i];
      const row = h(
        "button",
        { class: `v${i === at ? " on" : ""}`, click: () => land(i) },
        h("span", `chip ${which}`, which),
        h("span", "at", turn),
        icon(app.sides[which].run.kind(turn)),
        h("span", "chip", part),
        h("span", "val", ...marked(around, searched.toLowerCase())),
      );
      row.type = "button";
      return row;
    },
    "hits",
  );
  const el = h(
    "div",
    { class: "panel find", role: "dialog", label: "Find" },
    h(
      "div",
      "line",
      input,
      button("◀", () => step(-1), { class: "mini", title: "Previous hit", key: "⇧Enter" }),
      button("▶", () => step(1), { class: "mini", title: "Next hit", key: "Enter" }),
      button("✕", () => close(), { class: "mini", title: "Close", key: "Esc" }),
    ),
    note,
    list.el,
  );
  el.hidden = true;

  /** @param {Which} which @param {string} text @returns {Promise<Hit[]>} */
  const ask = async (which, text) => {
    const answer = await get(`${app.sides[which].data.api}/find`, { text });
    return answer.hits.map((/** @type {Hit} */ hit) => ({ ...hit, which, row: app.pairs.rows[which][hit.turn] }));
  };

  const look = async () => {
    const query = input.value.trim();
    if (query === searched) return;
    const mine = ++token;
    setText(note, query ? "searching…" : "");
    const found = query ? (await Promise.all([ask("left", query), ask("right", query)])).flat() : [];
    if (mine !== token) return;
    hits = found.sort((a, b) => a.row - b.row);
    searched = query;
    at = -1;
    list.reset(hits.length);
    const left = hits.filter((hit) => hit.which === "left").length;
    setText(
      note,
      query === ""
        ? ""
        : hits.length
          ? `${count(hits.length, "hit")}: ${left} left, ${hits.length - left} right`
          : "Nothing found in either run.",
    );
  };

  /** @param {number} i */
  const land = (i) => {
    const before = at;
    at = i;
    list.mark(before, i);
    setText(note, `${i + 1} of ${count(hits.length, "hit")}`);
    app.tab = "turns";
    app.go({ row: hits[i].row, file: null }, "push");
  };

  /** @param {1|-1} dir */
  const step = (dir) => {
    clearTimeout(timer);
    look().then(() => {
      if (hits.length === 0) return;
      const { row } = app.focus;
      const next =
        at >= 0
          ? at + dir
          : dir > 0
            ? hits.findIndex((hit) => hit.row >= row)
            : hits.findLastIndex((hit) => hit.row <= row);
      if (next < 0 || next >= hits.length)
        setText(note, `No ${dir > 0 ? "further" : "earlier"} hit; there are ${hits.length}.`);
      else land(next);
    }, failed);
  };

  /** @param {unknown} error */
  const failed = (error) => setText(note, error instanceof Error ? error.message : String(error));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look().catch(failed), LATER);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") close();
  });

  const open = () => {
    el.hidden = false;
    input.focus();
    input.select();
    list.paint();
  };
  const close = () => {
    const was = !el.hidden;
    el.hidden = true;
    token++;
    if (was) app.root.focus({ preventScroll: true });
    return was;
  };
  return { el, open, close };
}
