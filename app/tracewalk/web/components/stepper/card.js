// @ts-check
/** The card above the state: what is called, returned, yielded or raised at this step. */
import { brief, button, fill, h } from "./dom.js";
import { parse } from "./literal.js";
import { EVENT } from "./trace.js";
import { SIGNS, callSite, cameBack, exceptionBefore, origin, outcome, readException } from "./story.js";
import { closed, valueView } from "./value.js";

/** @typedef {import("./types.js").View} View @typedef {import("./app.js").App} App */

/** @param {App} app */
export function createCard(app) {
  const el = h("div", "cards");
  el.setAttribute("aria-live", "polite");
  let shown = "";

  /** @param {View} view @param {number} step */
  const where = ({ trace: t }, step) => {
    const func = t.func(t.frameAt(step));
    return button(`${brief(func, 30)} line ${t.lineAt(step)}`, () => app.jump(step), {
      class: "link",
      title: `Go to step ${step}`,
    });
  };

  /** @param {string} text */
  const value = (text) => {
    const opened = closed();
    const box = h("span", "value");
    const draw = () => fill(box, ...valueView({ text, size: text.length, cut: false, old: null }, opened, draw));
    draw();
    return box;
  };

  /** What an exception says: its text, where that is all of it. @param {string} message */
  const said = (message) => {
    const node = parse(message);
    return node.kind === "str" ? h("span", "txt", node.value ?? "") : value(message);
  };

  /** @param {View} view @param {number} at step of the exception @param {string} lead */
  const raised = (view, at, lead) => {
    const { type, message } = readException(view.trace.valueAt(at) ?? "");
    const from = origin(view.trace, at);
    const end = outcome(view.trace, at);
    const tail = {
      "goes on": [" The run goes on in ", where(view, end.step), "."],
      ends: [" Nothing handles it: it ends the run."],
      beyond: [" What handles it lies beyond the steps loaded here."],
    }[end.kind];
    const source = from === at ? [" Raised here."] : [" Raised in ", where(view, from), "."];
    const title = h("b", {}, `${SIGNS[EVENT.exception]} ${type}`);
    return h("div", "event exception", title, " ", message && said(message), h("p", {}, lead, ...source, ...tail));
  };

  /** @param {View} view */
  const cards = (view) => {
    const { trace: t, step } = view;
    const event = t.eventAt(step);
    const func = t.func(view.running);
    const result = t.valueAt(step) ?? "None";
    const caller = callSite(t, step);
    const back = cameBack(t, step);
    /** @type {Node[]} */
    const out = [];
    if (event === EVENT.exception) out.push(raised(view, step, ""));
    else if (event === EVENT.unwind) {
      const at = exceptionBefore(t, step);
      out.push(
        at === null
          ? h("div", "event exception", `${SIGNS[event]} ${func} is left by an exception`)
          : raised(view, at, `It leaves ${func}.`),
      );
    } else if (event === EVENT.return || event === EVENT.yield) {
      const verb = event === EVENT.return ? "returns" : "yields";
      out.push(
        h(
          "div",
          `event ${event === EVENT.return ? "return" : "yield"}`,
          h("b", {}, `${SIGNS[event]} ${func} ${verb}`),
          " ",
          value(result),
        ),
      );
    } else if (event === EVENT.call || event === EVENT.resume) {
      const verb = event === EVENT.call ? "is called" : "goes on";
      out.push(
        h(
          "div",
          `event ${event === EVENT.call ? "call" : "yield"}`,
          h("b", {}, `${SIGNS[event]} ${func} ${verb}`),
          caller !== null && " by ",
          caller !== null && where(view, caller),
        ),
      );
    }
    if (back !== null) {
      const verb = t.eventAt(back) === EVENT.return ? "returned" : "yielded";
      out.push(
        h(
          "div",
          "event back",
          `${SIGNS[t.eventAt(back)]} ${t.func(t.frameAt(back))} ${verb} `,
          value(t.valueAt(back) ?? "None"),
          " ",
          button(`step ${back}`, () => app.jump(back), { class: "link" }),
        ),
      );
    }
    return out;
  };

  /** @param {View} view */
  const render = (view) => {
    const key = `${view.trace.from}:${view.step}`;
    if (key === shown) return;
    shown = key;
    fill(el, ...cards(view));
  };
  return { el, render };
}
