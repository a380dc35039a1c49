// @ts-check
/** The runs that belong to this one: what it is a part of, its sub-agents, other runs of its task. */
import { h, setText } from "../stepper/dom.js";
import { besideLink, runLink } from "./links.js";
import { digits, money, outcomeText } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Kin} Kin */

const WORDS = /** @type {Record<string, string>} */ ({
  parent: "started by",
  before: "goes on from",
  after: "goes on in",
  child: "sub-agent",
  same_task: "",
});
const SHOWN = 40;

/** @param {string} text @param {string} href @param {string} [title] */
function anchor(text, href, title = "") {
  const link = h("a", { title }, text);
  link.href = href;
  link.target = "_self";
  return link;
}

/** @param {App} app */
export function createKin(app) {
  const title = h("span", "title");
  const list = h("div", "kin");
  const el = h("div", "pane", h("h3", {}, title), list);
  el.hidden = true;
  let drawn = false;

  /** @param {Kin} kin @param {number|null} turn of this run's parent */
  const row = (kin, turn) => {
    const same = kin.relation === "same_task";
    const who = same ? [kin.agent, kin.model].filter(Boolean).join(" · ") || kin.name : kin.name;
    const how = [outcomeText(kin.outcome), `${digits(kin.n_turns)} turns`, kin.cost !== null && money(kin.cost)]
      .filter(Boolean)
      .join(" · ");
    const cls = kin.outcome === "solved" ? "yes" : kin.outcome ? "no" : "";
    return h(
      "div",
      "kinof",
      h(
        "span",
        "val",
        WORDS[kin.relation] && h("small", {}, `${WORDS[kin.relation]} `),
        anchor(who, runLink(app.data, kin.trajectory_id, turn), `${kin.name} · ${kin.trajectory_id}`),
      ),
      same &&
        anchor(
          "beside",
          besideLink(app.data, kin.trajectory_id),
          "Both runs side by side, from their first divergence",
        ),
      h("span", `how ${cls}`, how),
    );
  };

  /** @param {Kin[]} kin */
  const draw = (kin) => {
    const { trajectory } = app.about;
    el.hidden = kin.length === 0;
    const others = kin.filter((one) => one.relation === "same_task").length;
    const many =
      others === kin.length ? `Other runs of this task (${others})` : `Runs that belong to it (${kin.length})`;
    setText(title, many);
    /** @param {Kin} one */
    const turnOf = (one) => (one.relation === "parent" ? (trajectory.parent_turn ?? null) : null);
    list.replaceChildren(...kin.slice(0, SHOWN).map((one) => row(one, turnOf(one))));
    if (kin.length > SHOWN) list.append(h("p", "note", `${kin.length - SHOWN} more stand in the list of runs.`));
  };

  const render = () => {
    if (drawn) return;
    drawn = true;
    app.kin().then(draw, (error) => {
      el.hidden = false;
      setText(title, "Runs that belong to it");
      list.replaceChildren(h("p", "note bad", String(error.message ?? error)));
    });
  };
  return { el, render };
}
