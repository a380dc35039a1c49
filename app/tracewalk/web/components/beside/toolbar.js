// @ts-check
/** The two runs and how each ended, the buttons with their keys, and the position. */
import { brief, button, count, fill, h, setText } from "../stepper/dom.js";
import { keyFor } from "../stepper/keys.js";
import { runLink } from "../trajectory/links.js";
import { digits, money, OUTCOMES, outcomeText } from "../trajectory/words.js";
import { KEYS } from "./keys.js";
import { SIGNS } from "./pairs.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./side.js").Side} Side */

/** @param {App} app @param {string} text @param {string} command @param {1|-1} [dir] */
function act(app, text, command, dir) {
  const key = keyFor(KEYS, command, dir);
  return button(text, () => app.command(command, dir ?? 1), { key: key?.label, title: key?.does });
}

/** One run: who ran, how it ended, what it took. @param {Side} side @param {boolean} exits whether the two ended otherwise */
function about(side, exits) {
  const t = side.about.trajectory;
  const cls = t.outcome === "solved" ? "ok" : t.outcome ? "bad" : "";
  const from = t.outcome
    ? `${OUTCOMES[t.outcome]?.[1] ?? t.outcome}, as ${t.outcome_from ?? "the log"} says`
    : "Nothing says how it was judged";
  const page = h("a", { title: `${t.name} · ${t.trajectory_id}\nOpen it alone` }, brief(side.who, 60));
  page.href = runLink(side.data, side.data.trajectory_id);
  page.target = "_self";
  const size = [
    count(side.run.n, "turn"),
    t.cost !== null ? money(t.cost) : "",
    side.run.errors.length ? count(side.run.errors.length, "error") : "",
  ];
  return h(
    "span",
    `one ${side.which}`,
    h("b", "which", side.which),
    page,
    h("span", { class: `chip ${cls}`, title: from }, outcomeText(t.outcome)),
    exits &&
      t.exit_status &&
      h("span", { class: "chip exit", title: `exit status: ${t.exit_status}` }, brief(String(t.exit_status), 28)),
    h("span", "chip size", size.filter(Boolean).join(" · ")),
  );
}

/** @param {App} app */
export function createToolbar(app) {
  /** @param {string} text @param {string} command @param {1|-1} [dir] */
  const to = (text, command, dir) => act(app, text, command, dir);
  const position = h("span", "pos");
  const facts = h("div", "facts");
  const both = h("div", "facts both");
  const only = to("Differences only", "only");
  const bar = h(
    "div",
    { class: "bar", role: "toolbar", label: "Moves" },
    h("span", "group", to("|◀", "edge", -1), to("◀ row", "step", -1), to("row ▶", "step", 1), to("▶|", "edge", 1)),
    to("first divergence", "divergence"),
    h("span", "group", to("◂ difference", "difference", -1), to("▸", "difference", 1)),
    h("span", "group", to("◂ edit", "edit", -1), to("▸", "edit", 1)),
    to("error", "error", 1),
    to("test", "test", 1),
    h("span", "grow"),
    only,
    to("Find", "find"),
    to("Copy link", "share"),
    to("", "help"),
  );
  const el = h("div", "top", facts, both, bar);
  let drawn = false;

  const draw = () => {
    const { left, right } = app.sides;
    const [one, other] = [left.about.trajectory, right.about.trajectory];
    const exits = one.exit_status !== other.exit_status;
    const list = h("a", {}, "trajectories");
    list.href = new URL(app.data.list, document.baseURI).href;
    list.target = "_self";
    const [mine, theirs] = [String(one.task_id ?? one.name), String(other.task_id ?? other.name)];
    const same = one.task_id !== null && one.task_id === other.task_id;
    const name = same || mine === theirs ? mine : `${brief(mine, 60)} ⇄ ${brief(theirs, 60)}`;
    const warn =
      one.trajectory_id === other.trajectory_id
        ? ["the same run twice", "Both sides are one and the same run"]
        : same
          ? null
          : ["not known to be one task", "Their logs do not name the same task: what differs may come of that"];
    fill(
      facts,
      h("span", "crumb", list, " ›"),
      h("b", { title: name }, brief(name, 130)),
      warn && h("span", { class: "chip bad", title: warn[1] }, `! ${warn[0]}`),
      h("span", "grow"),
      position,
    );
    fill(both, about(left, exits), to("⇄", "swap"), about(right, exits), h("span", "grow"), to("Other runs", "others"));
  };

  /** @param {number} turn */
  const at = (turn) => (turn < 0 ? "–" : digits(turn));

  /** @param {View} view */
  const render = ({ pairs, row }) => {
    if (!drawn) draw();
    drawn = true;
    const like = pairs.likeness(row);
    setText(
      position,
      `row ${digits(row)} / ${digits(pairs.n - 1)} · ${at(pairs.turn(row, "left"))} ${SIGNS[like][0]} ${at(pairs.turn(row, "right"))}`,
    );
    only.classList.toggle("on", app.only);
  };
  return { el, render };
}
