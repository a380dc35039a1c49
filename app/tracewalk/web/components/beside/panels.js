// @ts-check
/** What opens over the panes: the keys, go to, find, the links to this row, and the other runs of the task. */
import { button, fill, h } from "../stepper/dom.js";
import { closer, createForms, createHelp, createNumber } from "../stepper/panels.js";
import { digits, money, outcomeText } from "../trajectory/words.js";
import { createFind } from "./find.js";
import { KEYS } from "./keys.js";
import { withPlace } from "./url.js";

/** @typedef {import("./app.js").App} App @typedef {import("../stepper/panels.js").Panel} Opened @typedef {import("./types.js").Which} Which */
/** @typedef {import("../trajectory/types.js").Kin} Kin */
/** @typedef {Opened & {toggle: () => void}} Toggled */

const NOTES = [
  "A row holds a turn of either run, or of both where they stand beside each other: = the same was done, ≈ the same kind of thing to the same target but otherwise, ≠ another thing, ‹ and › only one of them has a turn there. =! says that it came out otherwise. ",
  "Steps and drags replace the address; jumps add to the browser's history, so Back returns to where a jump began. ",
  "Keys rest while you type in a field.",
];

/** @param {App} app */
function createShare(app) {
  const forms = () => {
    const { data, place } = app;
    const other = data.right.trajectory_id;
    const here = withPlace(location.href, place, other);
    if (!here.searchParams.has("trajectory")) here.searchParams.set("trajectory", data.left.trajectory_id);
    const short = withPlace(new URL(data.short, document.baseURI).href, place, other);
    short.searchParams.delete("v");
    return /** @type {import("../stepper/panels.js").Form[]} */ ([
      ["link", here.href],
      ["short link", short.href],
      ["SQL", data.sql, data.sql_page],
      ["Python", data.python],
    ]);
  };
  return createForms(app, () => `row ${app.focus.row}`, forms);
}

/** Other runs of the task, to stand beside either of the two. @param {App} app @returns {Toggled} */
function createOthers(app) {
  const body = h("div", "others");
  const el = h(
    "div",
    { class: "panel otherruns", role: "dialog", label: "Other runs of the task" },
    h(
      "h3",
      {},
      h("span", "title", "Other runs of the task"),
      h("span", "grow"),
      button("close", () => close(), { key: "Esc", class: "mini" }),
    ),
    body,
  );
  const close = closer(el);

  /** @param {Kin} kin */
  const row = (kin) => {
    const { left, right } = app.data;
    const who = [kin.agent, kin.model].filter(Boolean).join(" · ") || kin.name;
    const how = [outcomeText(kin.outcome), `${digits(kin.n_turns)} turns`, kin.cost !== null && money(kin.cost)]
      .filter(Boolean)
      .join(" · ");
    /** @param {Which} which */
    const put = (which) => {
      const link = h("a", { title: `Put it in the place of the ${which} run` }, `as ${which}`);
      link.href =
        which === "left"
          ? app.linkTo(kin.trajectory_id, right.trajectory_id)
          : app.linkTo(left.trajectory_id, kin.trajectory_id);
      link.target = "_self";
      return link;
    };
    const cls = kin.outcome === "solved" ? "yes" : kin.outcome ? "no" : "";
    return h(
      "div",
      "kinof",
      h("span", { class: "val", title: `${kin.name} · ${kin.trajectory_id}` }, who),
      put("left"),
      put("right"),
      h("span", `how ${cls}`, how),
    );
  };

  const open = async () => {
    el.hidden = false;
    fill(body, h("p", "note", "Loading…"));
    const { left, right } = app.sides;
    try {
      const shown = new Set([left.data.trajectory_id, right.data.trajectory_id]);
      const others = (await left.kin()).filter((one) => one.relation === "same_task" && !shown.has(one.trajectory_id));
      const none = h("p", "note", "The lake has no further run of the left run's task.");
      fill(body, ...(others.length ? others.map(row) : [none]));
    } catch (error) {
      fill(body, h("p", "note bad", error instanceof Error ? error.message : String(error)));
    }
  };
  return { el, open, close, toggle: () => void (el.hidden ? open() : close()) };
}

/**
 * @param {App} app
 * @returns {{help: Toggled, goto: Opened, share: Opened, find: Opened, others: Toggled}}
 */
export function createPanels(app) {
  const place = () => ({ at: Math.max(0, app.pairs.upTo(app.focus.row, "left")), n: app.sides.left.run.n });
  return {
    help: createHelp(KEYS, NOTES),
    goto: createNumber(app, { what: "turn", whole: "left run", place, go: (turn) => app.sides.left.jump(turn) }),
    share: createShare(app),
    find: createFind(app),
    others: createOthers(app),
  };
}
