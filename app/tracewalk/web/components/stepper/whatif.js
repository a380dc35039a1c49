// @ts-check
/** "What if?": a form in place that edits a variable of this step, a source line or the input, and has it run again. */
import { get, post } from "./api.js";
import { button, fill, h, setText } from "./dom.js";
import { createFields } from "./whatfields.js";
import { watch } from "./whatwatch.js";

/** @typedef {import("./app.js").App} App @typedef {import("./predict.js").Endpoint} Endpoint */
/** @typedef {"variable"|"line"|"input"} Kind what is edited */
/** @typedef {{el: HTMLElement, render: (view: import("./types.js").View) => void, open: (kind?: Kind, name?: string|null) => void, close: () => boolean}} WhatIf */

/** Modes that go on from an edit; the server says the same. */
const GO_ON = ["full", "step", "action", "return"];

/** @param {App} app @returns {WhatIf} */
export function createWhatIf(app) {
  const fields = createFields(app, () => setText(problem, ""));
  const model = h("select", { label: "have a model predict it", title: "It is told all up to the edit, and goes on" });
  const mode = h("select", { label: "how it predicts" });
  const problem = h("p", { class: "note bad", role: "alert" });
  const told = h("span", { class: "told", role: "status" });
  const cancel = () => {
    stopping = true; // the server may not even have said which job it is
    setText(told, "Stopping…");
    void watched?.stop();
  };
  const stop = button("Stop", cancel, { class: "mini", title: "Kill the program; nothing is kept" });
  const running = h("div", "running", told, stop);
  const go = button("Run", () => form.requestSubmit(), { class: "main", key: "Enter" });
  const then = h("div", "then", h("label", {}, "then predict with ", model), mode, h("span", "grow"), go);
  const form = h("form", { class: "asked", label: "What if?" }, fields.el, then, running, problem);
  const why = h("p", "note");
  const head = h(
    "h3",
    {},
    h("span", "title", "What if?"),
    h("span", "hint", "run again in the sandbox, with this edited"),
    h("span", "grow"),
    button("close", () => close(), { key: "Esc", class: "mini" }),
  );
  const el = h("div", { class: "pane whatif", role: "form", label: "What if?" }, head, why, form);
  el.hidden = true;
  /** @type {Endpoint[]} */
  let endpoints = [];
  /** @type {ReturnType<typeof watch>|null} */
  let watched = null;
  let learned = false;
  let stopping = false;

  const close = () => {
    const was = !el.hidden;
    el.hidden = true;
    if (was) app.root.focus({ preventScroll: true });
    return was;
  };

  const modes = () => {
    const known = endpoints.find((e) => e.name === model.value)?.modes ?? [];
    const kept = mode.value;
    mode.hidden = known.length === 0;
    mode.replaceChildren(...known.filter((m) => GO_ON.includes(m)).map((m) => new Option(m, m, false, m === kept)));
  };

  /** @param {boolean} on */
  const busy = (on) => {
    running.hidden = !on;
    go.disabled = on;
  };

  /** Why nothing can be run here, and which models there are. */
  const learn = async () => {
    if (learned) return;
    learned = true;
    const [{ allowed, why: reason }, models] = await Promise.all([
      get(`${app.data.api}/branches`).catch((error) => ({ allowed: false, why: error.message })),
      get("api/endpoints").catch(() => ({ allowed: false, endpoints: [] })),
    ]);
    form.hidden = !allowed;
    why.hidden = allowed;
    setText(why, reason ?? "");
    endpoints = models.allowed ? models.endpoints : [];
    model.replaceChildren(new Option("no model", ""), ...endpoints.map((e) => new Option(e.name, e.name)));
    modes();
    learned = allowed;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (go.disabled) return;
    setText(problem, "");
    const edit = fields.read();
    if (typeof edit === "string") return setText(problem, edit);
    const predict = model.value ? { predict: model.value, mode: mode.value || "full" } : {};
    busy(true);
    stopping = false;
    setText(told, "Asking the server…");
    try {
      const { job } = await post("api/branches", { trace: app.data.trace_id, ...edit, ...predict });
      watched = watch(String(job), (text) => stopping || setText(told, text));
      if (stopping) void watched.stop();
      arrived(await watched.ended);
    } catch (error) {
      setText(problem, error instanceof Error ? error.message : String(error));
    }
    watched = null;
    busy(false);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    const at = event.composedPath()[0];
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || !(at instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  model.addEventListener("change", modes);

  /** @param {import("./whatwatch.js").Made} made */
  const arrived = (made) => {
    if (made.state === "cancelled") return setText(problem, "Stopped; nothing of it is kept.");
    if (!made.url) return setText(problem, made.error ?? "It failed.");
    const to = new URL(made.live ?? made.url, document.baseURI).href;
    if (!made.unpredicted) return location.assign(to);
    const link = h("a", {}, "Open the branch");
    link.href = to;
    fill(problem, `It ran, and could not be predicted: ${made.unpredicted} `, link);
  };

  /** @param {Kind} [kind] @param {string|null} [name] */
  const open = (kind, name = null) => {
    el.hidden = false;
    setText(problem, "");
    busy(watched !== null);
    fields.begin(kind ?? (app.view.line ? "line" : "variable"), name ?? app.view.name);
    void learn();
    el.scrollIntoView({ block: "nearest" });
    fields.focus();
  };
  return { el, render: () => el.hidden || fields.moved(), open, close };
}
