// @ts-check
/** The right column: what holds after the turn, what is worth a look, and the runs that belong to this one. */
import { h } from "../stepper/dom.js";
import { createAboutRun } from "./aboutrun.js";
import { createFiles } from "./files.js";
import { createFindings } from "./findings.js";
import { createKin } from "./kin.js";
import { createSpent } from "./spent.js";
import { createTests } from "./tests.js";

/** @typedef {import("./app.js").App} App */

/** @param {App} app */
export function createSide(app) {
  const kin = createKin(app);
  const parts = [createFiles(app), createTests(app), createSpent(), createFindings(app), kin, createAboutRun(app)];
  const el = h(
    "section",
    { class: "card side state", label: "State after this turn" },
    ...parts.map((part) => part.el),
  );
  /** @param {import("./types.js").View} view */
  const render = (view) => parts.forEach((part) => part.render(view));
  const showKin = () => {
    if (kin.el.hidden) app.say("No other run of this task is in the lake, so there is nothing to diverge from.");
    else {
      kin.el.scrollIntoView({ block: "nearest" });
      app.say("Choose one of the other runs of the task: “beside” leads to their first divergence.");
    }
  };
  return { el, render, showKin };
}
