// @ts-check
/** A sub-agent's run, opened in place below the call that started it: its turns as a list, each opened by a click. */
import { get } from "../stepper/api.js";
import { button, count, h } from "../stepper/dom.js";
import { icon, KIND_NAMES } from "./icons.js";
import { runLink } from "./links.js";
import { Run } from "./run.js";
import { createTurn } from "./turn.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App */

const MOST = 400;

/** A view of another run with the habits of this one. @param {App} app @param {string} id @returns {Promise<App>} */
async function inner(app, id) {
  const api = app.data.api.replace(/[^/]+$/, encodeURIComponent(id));
  const [about, outline, changes] = await Promise.all([get(api), get(`${api}/outline`), get(`${api}/changes`)]);
  const elsewhere = (/** @type {number} */ turn) => location.assign(runLink(app.data, id, turn));
  const made = {
    data: { ...app.data, api, trajectory_id: id },
    about,
    run: new Run(outline, changes),
    unfolded: app.unfolded,
    root: app.root,
    panes: app.panes,
    kin: () => get(`${api}/kin`).then((answer) => answer.kin),
    say: (/** @type {string} */ text) => app.say(text),
    jump: elsewhere,
    openFile: () => elsewhere(0),
  };
  return /** @type {App} */ (/** @type {unknown} */ (made));
}

/** @param {App} sub @param {number} t */
function row(sub, t) {
  const { run } = sub;
  const body = h("div", "inside");
  const el = h(
    "details",
    `sub s-${run.source(t)}`,
    h(
      "summary",
      {},
      h("span", "at", digits(t)),
      icon(run.kind(t)),
      h("span", "val", run.title(t)),
      run.failed(t) > 0 && h("span", "mark no", "!"),
    ),
    body,
  );
  el.addEventListener("toggle", async () => {
    if (!el.open || body.firstChild) return;
    body.append(h("p", "note", "Loading…"));
    try {
      const { turns } = await get(`${sub.data.api}/turns`, { from: t, to: t + 1 });
      body.replaceChildren(createTurn(sub, turns[0]));
    } catch (error) {
      body.replaceChildren(h("p", "note bad", error instanceof Error ? error.message : String(error)));
    }
  });
  el.title = `turn ${t} · ${KIND_NAMES[run.kind(t)]}`;
  return el;
}

/** @param {App} app @param {string} id of the sub-agent's run */
export function createNested(app, id) {
  const page = h("a", {}, "its own page");
  page.href = runLink(app.data, id);
  page.target = "_self";
  const name = h("b", {}, "sub-agent");
  const size = h("span", "when");
  const body = h("div", "inside");
  const el = h("details", "nested", h("summary", {}, icon("delegate"), name, size, h("span", "grow"), page), body);
  const told = (/** @type {import("./types.js").Kin[]} */ kin) => {
    const known = kin.find((one) => one.trajectory_id === id);
    if (!known) return;
    name.textContent = known.name;
    size.textContent = `sub-agent · ${count(known.n_turns, "turn")}`;
  };
  app.kin().then(told, () => {});
  el.addEventListener("toggle", async () => {
    if (!el.open || body.firstChild) return;
    body.append(h("p", "note", "Loading the sub-agent's run…"));
    try {
      const sub = await inner(app, id);
      const rows = Array.from({ length: Math.min(sub.run.n, MOST) }, (_, t) => row(sub, t));
      body.replaceChildren(...rows);
      if (sub.run.n > MOST)
        body.append(h("p", "note", `${digits(sub.run.n - MOST)} further turns stand on its own page.`));
    } catch (error) {
      body.replaceChildren(
        h("p", "note bad", `The sub-agent's run can't be opened: ${error instanceof Error ? error.message : error}`),
      );
    }
  });
  return el;
}
