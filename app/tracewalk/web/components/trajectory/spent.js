// @ts-check
/** What was spent up to the turn: the context, tokens, money, time. */
import { h, setText } from "../stepper/dom.js";
import { digits, duration, money, short, surety } from "./words.js";

/** @typedef {import("./types.js").View} View */

export function createSpent() {
  const bar = h("i");
  const meter = h("div", { class: "meter", role: "img" }, bar);
  const context = h("p");
  const cost = h("p");
  const time = h("p");
  const el = h("div", "pane spent", h("h3", {}, h("span", "title", "Spent up to here")), context, meter, cost, time);

  /** @param {View} view */
  const render = ({ run, about, turn }) => {
    const t = about.trajectory;
    const held = run.contextAt(turn);
    const window = t.context_window ?? null;
    context.hidden = meter.hidden = held === null;
    if (held) {
      const most = window ?? run.maxContext;
      const share = Math.min(1, (held.tokens ?? 0) / Math.max(1, most));
      bar.style.width = `${(share * 100).toFixed(1)}%`;
      meter.classList.toggle("full", window !== null && share > 0.9);
      const of =
        window !== null
          ? `${Math.round(share * 100)} % of the window of ${short(window)}`
          : `the run's most is ${short(run.maxContext)}; the window is not recorded`;
      setText(context, `${digits(held.tokens ?? 0)} tokens in context`);
      meter.title = of;
      meter.setAttribute("aria-label", of);
      context.title = of;
    }
    const sure = surety(t.cost_method);
    cost.hidden = t.cost === null && !run.hasCost;
    if (run.hasCost)
      setText(cost, `${money(run.cost[turn])} of ${money(t.cost ?? run.totalCost)}${sure ? ` (${sure})` : ""}`);
    else if (t.cost !== null) setText(cost, `${money(t.cost)} in all; not recorded turn by turn`);
    const elapsed = run.elapsed(turn);
    const total = t.seconds ?? run.elapsed(run.n - 1);
    time.hidden = elapsed === null && total === null;
    setText(
      time,
      elapsed !== null
        ? `${duration(elapsed)}${total ? ` of ${duration(total)}` : ""}`
        : total !== null
          ? `${duration(total)} in all`
          : "",
    );
    el.hidden = context.hidden && cost.hidden && time.hidden;
  };
  return { el, render };
}
