// @ts-check
/** What opens over the panes: the keys, go to, find, the links to this turn, and which kinds are shown. */
import { button, h } from "../stepper/dom.js";
import { closer, createForms, createHelp, createNumber } from "../stepper/panels.js";
import { createFind } from "./find.js";
import { icon, KIND_NAMES } from "./icons.js";
import { KEYS } from "./keys.js";
import { GROUPS } from "./run.js";
import { withFocus } from "./url.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("../stepper/panels.js").Panel} Opened */
/** @typedef {Opened & {toggle: () => void}} Toggled */

const NOTES = [
  "Click a turn, or click or drag the timeline. Click a file: its content at each turn, while you step. ",
  "Steps and drags replace the address; jumps add to the browser's history, so Back returns to where a jump began. ",
  "Keys rest while you type in a field.",
];

/** @param {App} app */
function createShare(app) {
  const forms = () => {
    const { focus, data } = app;
    const here = withFocus(location.href, focus);
    if (!here.searchParams.has("trajectory")) here.searchParams.set("trajectory", data.trajectory_id);
    const short = withFocus(new URL(data.short, document.baseURI).href, focus);
    short.searchParams.delete("v");
    /** @param {string} text */
    const filled = (text) => text.replaceAll("{turn}", String(focus.turn));
    return /** @type {import("../stepper/panels.js").Form[]} */ ([
      ["link", here.href],
      ["short link", short.href],
      ["SQL", filled(data.sql), filled(data.sql_page)],
      ["Python", filled(data.python)],
    ]);
  };
  return createForms(app, () => `turn ${app.focus.turn}`, forms);
}

/** Which kinds of turns the list, the strip and the steps show. @param {App} app */
function createKinds(app) {
  const body = h("div", "kinds");
  const el = h(
    "div",
    { class: "panel kindpanel", role: "dialog", label: "Kinds of turns" },
    h(
      "h3",
      {},
      h("span", "title", "Kinds of turns that are shown"),
      h("span", "grow"),
      button("close", () => close(), { key: "Esc", class: "mini" }),
    ),
    body,
  );
  const close = closer(el);
  /** @type {[string, string[]][]} names of presets, and what they show */
  const presets = [
    ["all", GROUPS.map(([name]) => name)],
    ["edits and tests", ["edit", "test", "submit"]],
    ["what it did", GROUPS.map(([name]) => name).filter((name) => !["prompt", "say", "think"].includes(name))],
  ];
  const draw = () => {
    const counts = new Map(GROUPS.map(([name]) => [name, 0]));
    for (let t = 0; t < app.run.n; t++) {
      const kind = app.run.kind(t);
      const name = GROUPS.find(([, kinds]) => kinds.includes(kind))?.[0] ?? "other";
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const boxes = GROUPS.filter(([name]) => (counts.get(name) ?? 0) > 0).map(([name]) => {
      const box = h("input");
      box.type = "checkbox";
      box.checked = !app.hidden.has(name);
      box.addEventListener("change", () => {
        const hidden = new Set(app.hidden);
        if (box.checked) hidden.delete(name);
        else hidden.add(name);
        app.hide(hidden);
      });
      return h(
        "label",
        {},
        box,
        icon(name),
        h("span", {}, KIND_NAMES[name]),
        h("span", "when", digits(counts.get(name) ?? 0)),
      );
    });
    const quick = presets.map(([name, shown]) =>
      button(
        name,
        () => {
          app.hide(new Set(GROUPS.map(([group]) => group).filter((group) => !shown.includes(group))));
          draw();
        },
        { class: "mini" },
      ),
    );
    body.replaceChildren(h("div", "quick", ...quick), ...boxes);
  };
  const open = () => {
    draw();
    el.hidden = false;
  };
  return { el, open, close, toggle: () => (el.hidden ? open() : void close()) };
}

/**
 * @param {App} app
 * @returns {{help: Toggled, goto: Opened, share: Opened, find: Opened, kinds: Toggled}}
 */
export function createPanels(app) {
  const place = () => ({ at: app.focus.turn, n: app.run.n });
  return {
    help: createHelp(KEYS, NOTES),
    goto: createNumber(app, { what: "turn", whole: "run", place, go: (turn) => app.jump(turn) }),
    share: createShare(app),
    find: createFind(app),
    kinds: createKinds(app),
  };
}
