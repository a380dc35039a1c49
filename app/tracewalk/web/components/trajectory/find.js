// @ts-check
/** Find in this run: the server looks through all texts; Enter goes from hit to hit. */
import { get } from "../stepper/api.js";
import { brief, button, count, h, setText } from "../stepper/dom.js";
import { VirtualList } from "../stepper/vlist.js";
import { icon } from "./icons.js";

/** @typedef {import("./app.js").App} App @typedef {{turn: number, call: number, part: string, around: string}} Hit */

const LATER = 200;
const MOST = 2_000;

/** @param {string} text @param {string} query in lower case */
export function marked(text, query) {
  const at = text.toLowerCase().indexOf(query);
  if (at < 0) return [brief(text, 120)];
  const start = Math.max(0, at - 30);
  const end = at + query.length;
  return [
    (start > 0 ? "…" : "") + text.slice(start, at),
    h("mark", {}, text.slice(at, end)),
    brief(text.slice(end, end + 90), 80),
  ];
}

/** @param {App} app */
export function createFind(app) {
  const input = h("input", { label: "find in this run" });
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
      const { turn, call, part, around } = hits[i];
      const row = h(
        "button",
        { class: `v${i === at ? " on" : ""}`, click: () => land(i) },
        h("span", "at", turn),
        icon(app.run.kind(turn)),
        h("span", "chip", part),
        h("span", "val", ...marked(around, searched.toLowerCase())),
      );
      row.type = "button";
      row.title = call > 0 ? `call ${call}` : "";
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
      button("◀", () => void step(-1), { class: "mini", title: "Previous hit", key: "⇧Enter" }),
      button("▶", () => void step(1), { class: "mini", title: "Next hit", key: "Enter" }),
      button("✕", () => close(), { class: "mini", title: "Close", key: "Esc" }),
    ),
    note,
    list.el,
  );
  el.hidden = true;

  const look = async () => {
    const query = input.value.trim();
    if (query === searched) return;
    const mine = ++token;
    setText(note, query ? "searching…" : "");
    const answer = query ? await get(`${app.data.api}/find`, { text: query }) : { hits: [] };
    if (mine !== token) return;
    hits = answer.hits;
    searched = query;
    at = -1;
    list.reset(hits.length);
    const turns = new Set(hits.map((hit) => hit.turn)).size;
    const most = hits.length >= MOST ? "the first " : "";
    setText(
      note,
      query === ""
        ? ""
        : hits.length
          ? `${most}${count(hits.length, "hit")} in ${count(turns, "turn")}`
          : "Nothing found in this run.",
    );
  };

  /** @param {number} i */
  const land = (i) => {
    const before = at;
    at = i;
    list.mark(before, i);
    setText(note, `${i + 1} of ${count(hits.length, "hit")}`);
    const { turn, call, part } = hits[i];
    app.tab = "turn";
    app.go({ turn, call: call >= 0 && app.run.outline.calls[turn].length > 1 ? call : null, file: null }, "push");
    void app.panes.middle.seek(searched, part);
  };

  /** @param {1|-1} dir */
  const step = async (dir) => {
    clearTimeout(timer);
    await look();
    if (hits.length === 0) return;
    const here = app.focus.turn;
    const next =
      at >= 0 && hits[at].turn === here
        ? at + dir
        : dir > 0
          ? hits.findIndex((hit) => hit.turn >= here)
          : hits.findLastIndex((hit) => hit.turn <= here);
    if (next < 0 || next >= hits.length)
      setText(note, `No ${dir > 0 ? "further" : "earlier"} hit; there are ${hits.length}.`);
    else land(next);
  };

  /** @param {unknown} error */
  const failed = (error) => setText(note, error instanceof Error ? error.message : String(error));
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look().catch(failed), LATER);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") void step(event.shiftKey ? -1 : 1).catch(failed);
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
