// @ts-check
/** What the user must know before trusting the page: a part of the trace only, a link that points nowhere, a failure. */
import { button, fill, h } from "./dom.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */

/** @param {App} app */
export function createNotices(app) {
  const part = h("div", "notice");
  const bad = h("div", { class: "notice bad", role: "alert" });
  const el = h("div", "notices", bad, part);
  bad.hidden = true;
  let shown = "";

  /** @param {number} n */
  const digits = (n) => n.toLocaleString("en");

  /** @param {View} view */
  const render = ({ trace: t }) => {
    const key = `${t.from}:${t.to}`;
    if (key === shown) return;
    shown = key;
    part.hidden = t.from === 0 && t.to >= t.nSteps;
    const previous = button("◀ previous part", () => app.jump(t.from - 1), { class: "mini" });
    const next = button("next part ▶", () => app.jump(t.to), { class: "mini" });
    previous.disabled = t.from === 0;
    next.disabled = t.to >= t.nSteps;
    const loaded = `This trace has ${digits(t.nSteps)} steps; steps ${digits(t.from)} to ${digits(t.to - 1)} are loaded.`;
    fill(
      part,
      loaded,
      " Hit counts, runs and histories are of this part; moves go on beyond it.",
      h("span", "grow"),
      previous,
      next,
    );
  };

  /** @param {string} text */
  const complain = (text) => {
    bad.hidden = false;
    fill(
      bad,
      `! ${text}`,
      h("span", "grow"),
      button("✕", () => (bad.hidden = true), { class: "mini", title: "Close" }),
    );
  };
  return { el, render, complain };
}

/** A failure in place of the page. @param {string} title @param {string} message @param {() => void} retry */
export function failure(title, message, retry) {
  return h(
    "div",
    { class: "failure", role: "alert" },
    h("b", {}, `✕ ${title}`),
    h("p", {}, message),
    button("try again", retry),
  );
}
