// @ts-check
/** The panel in which something is looked for: a field, the hits, and the way from one to the next. */
import { button, count, h, setText } from "./dom.js";
import { VirtualList } from "./vlist.js";

/**
 * @typedef {object} Sought
 * @property {string} label
 * @property {string} placeholder
 * @property {number} later milliseconds after the last letter
 * @property {HTMLElement[]} [controls] beside the field
 * @property {(i: number) => HTMLElement} draw a hit
 * @property {() => Promise<void>} look for what stands in the field now
 * @property {(dir: 1|-1) => Promise<void>} step to another hit
 * @property {() => void} [closed]
 */

/** @param {{root: HTMLElement}} app @param {Sought} sought */
export function createFindPanel(app, { label, placeholder, later, controls = [], draw, look, step, closed }) {
  const input = h("input", { label });
  input.placeholder = placeholder;
  input.spellcheck = false;
  const note = h("span", "note");
  const list = new VirtualList(22, draw, "hits");
  let timer = 0;

  /** @param {unknown} error */
  const failed = (error) => setText(note, error instanceof Error ? error.message : String(error));
  /** @param {1|-1} dir */
  const go = (dir) => {
    clearTimeout(timer);
    void step(dir).catch(failed);
  };
  const el = h(
    "div",
    { class: "panel find", role: "dialog", label: "Find" },
    h(
      "div",
      "line",
      input,
      ...controls,
      button("◀", () => go(-1), { class: "mini", title: "Previous hit", key: "⇧Enter" }),
      button("▶", () => go(1), { class: "mini", title: "Next hit", key: "Enter" }),
      button("✕", () => close(), { class: "mini", title: "Close", key: "Esc" }),
    ),
    note,
    list.el,
  );
  el.hidden = true;
  const schedule = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look().catch(failed), later);
  };
  input.addEventListener("input", schedule);
  for (const control of controls) control.addEventListener("change", schedule);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
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
    closed?.();
    if (was) app.root.focus({ preventScroll: true });
    return was;
  };
  return { el, input, note, list, open, close };
}

/**
 * Hits that a server found, from one to the next in the order of where they stand.
 * @template H
 * @param {{root: HTMLElement}} app
 * @param {object} asked
 * @param {string} asked.label
 * @param {(query: string) => Promise<H[]>} asked.ask
 * @param {(hit: H) => HTMLElement[]} asked.draw
 * @param {(hits: H[]) => string} asked.told how many there are, in words
 * @param {(hit: H) => number} asked.place
 * @param {() => number} asked.here
 * @param {(hit: H, query: string) => void} asked.land
 */
export function createAskedFind(app, { label, ask, draw, told, place, here, land }) {
  /** @type {H[]} */
  let hits = [];
  let searched = "";
  let token = 0;
  let at = -1;

  const look = async () => {
    const query = panel.input.value.trim();
    if (query === searched) return;
    const mine = ++token;
    setText(panel.note, query ? "searching…" : "");
    const found = query ? await ask(query) : [];
    if (mine !== token) return;
    hits = found;
    searched = query;
    at = -1;
    panel.list.reset(hits.length);
    setText(panel.note, query === "" ? "" : told(hits));
  };

  /** @param {number} i */
  const to = (i) => {
    const before = at;
    at = i;
    panel.list.mark(before, i);
    setText(panel.note, `${i + 1} of ${count(hits.length, "hit")}`);
    land(hits[i], searched);
  };

  /** @param {1|-1} dir */
  const step = async (dir) => {
    await look();
    if (hits.length === 0) return;
    const now = here();
    const next =
      at >= 0 && place(hits[at]) === now
        ? at + dir
        : dir > 0
          ? hits.findIndex((hit) => place(hit) >= now)
          : hits.findLastIndex((hit) => place(hit) <= now);
    if (next >= 0 && next < hits.length) return to(next);
    to(dir > 0 ? 0 : hits.length - 1);
    setText(panel.note, `${panel.note.textContent}, from the ${dir > 0 ? "first" : "last"} again`);
  };

  const panel = createFindPanel(app, {
    label,
    placeholder: "words in messages, commands, outputs",
    later: 200,
    draw: (i) => {
      const row = h("button", { class: `v${i === at ? " on" : ""}`, click: () => to(i) }, ...draw(hits[i]));
      row.type = "button";
      return row;
    },
    look,
    step,
    closed: () => token++,
  });
  return panel;
}
