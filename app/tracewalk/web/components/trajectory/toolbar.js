// @ts-check
/** The run's facts, the buttons with their keys, and the position. */
import { brief, button, count, fill, h, setText } from "../stepper/dom.js";
import { keyFor } from "../stepper/keys.js";
import { KIND_NAMES } from "./icons.js";
import { KEYS } from "./keys.js";
import { digits, money, OUTCOMES, outcomeText } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View */

/** @param {App} app @param {string} text @param {string} command @param {1|-1} [dir] */
function act(app, text, command, dir) {
  const key = keyFor(KEYS, command, dir);
  return button(text, () => app.command(command, dir ?? 1), { key: key?.label, title: key?.does });
}

/** What is known of how it ended. @param {Record<string, any>} t the run's row */
function chips(t) {
  const cls = t.outcome === "solved" ? "ok" : t.outcome ? "bad" : "";
  const from = t.outcome
    ? `${OUTCOMES[t.outcome]?.[1] ?? t.outcome}, as ${t.outcome_from ?? "the log"} says`
    : "Nothing says how it was judged";
  const out = [h("span", { class: `chip ${cls}`, title: from }, outcomeText(t.outcome))];
  if (t.exit_status)
    out.push(
      h("span", { class: "chip exit", title: `exit status: ${t.exit_status}` }, brief(String(t.exit_status), 28)),
    );
  const who = [t.agent, t.model].filter(Boolean).map(String).join(" · ");
  if (who) out.push(h("span", { class: "chip who", title: [who, t.source_format].join(" · ") }, brief(who, 70)));
  return out;
}

/** @param {App} app */
export function createToolbar(app) {
  /** @param {string} text @param {string} command @param {1|-1} [dir] */
  const to = (text, command, dir) => act(app, text, command, dir);
  const position = h("span", "pos");
  const facts = h("div", "facts");
  const kinds = to("Kinds", "kinds");
  const bar = h(
    "div",
    { class: "bar", role: "toolbar", label: "Moves" },
    h("span", "group", to("|◀", "edge", -1), to("◀ turn", "step", -1), to("turn ▶", "step", 1), to("▶|", "edge", 1)),
    h("span", "group", to("◂ edit", "edit", -1), to("edit ▸", "edit", 1)),
    to("error", "error", 1),
    to("test", "test", 1),
    h("span", "group", to("◂ change of file", "change", -1), to("▸", "change", 1)),
    h("span", "grow"),
    kinds,
    to("Go to", "goto"),
    to("Find", "find"),
    to("Copy link", "share"),
    to("", "help"),
  );
  const el = h("div", "top", facts, bar);
  let drawn = false;

  /** @param {View} view */
  const draw = ({ about, run }) => {
    const t = about.trajectory;
    const list = h("a", {}, "trajectories");
    list.href = new URL(app.data.list, document.baseURI).href;
    list.target = "_self";
    const spent = [
      count(run.n, "turn"),
      run.errors.length ? count(run.errors.length, "with an error", "with errors") : "",
      t.cost !== null ? money(t.cost) : "",
    ];
    fill(
      facts,
      h("span", "crumb", list, " ›"),
      h("b", { title: String(t.name) }, brief(String(t.name), 80)),
      h("code", { title: t.trajectory_id }, `${String(t.trajectory_id).slice(0, 8)}…`),
      ...chips(t),
      h("span", "chip size", spent.filter(Boolean).join(" · ")),
      h("span", "grow"),
      position,
    );
    position.style.minWidth = `${positionOf(run.n - 1, run.n, "delegate").length + 1}ch`;
  };

  /** @param {number} turn @param {number} n @param {string} kind */
  const positionOf = (turn, n, kind) => `turn ${digits(turn)} / ${digits(n - 1)} · ${KIND_NAMES[kind] ?? kind}`;

  /** @param {View} view */
  const render = (view) => {
    if (!drawn) draw(view);
    drawn = true;
    setText(position, positionOf(view.turn, view.run.n, view.run.kind(view.turn)));
    kinds.classList.toggle("on", app.hidden.size > 0);
    const text = app.hidden.size > 0 ? "Kinds: some hidden" : "Kinds";
    if (kinds.childNodes[0].nodeValue !== text) kinds.childNodes[0].nodeValue = text;
  };
  return { el, render };
}
