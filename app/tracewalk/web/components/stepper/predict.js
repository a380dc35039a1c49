// @ts-check
/** The panel that has a model predict this trace: which endpoint, in which mode, from where. */
import { get, post } from "./api.js";
import { button, fill, h, setText } from "./dom.js";
import { MODES } from "./prediction.js";
import { compareLink } from "./predictions.js";

/** @typedef {import("./app.js").App} App */
/**
 * @typedef {object} Endpoint as `GET api/endpoints` lists it
 * @property {string} name
 * @property {string} model
 * @property {string} protocol
 * @property {string[]} modes
 * @property {string|null} note
 * @property {{mid: number, baseline: number}|null} measured
 */

/** @param {number} share 0 to 1, or already percent @returns {string} */
const percent = (share) => `${(share <= 1 ? share * 100 : share).toFixed(1)} %`;

/**
 * What is to be known of a model that is small and often wrong: what was measured, beside what a rule without a model has.
 * @param {Endpoint|undefined} endpoint
 * @returns {{brief: string, whole: string}|null} null: no such model
 */
export function demoText(endpoint) {
  const { measured = null, note = null } = endpoint ?? {};
  if (!measured) return note?.includes("demo model") ? { brief: "small demo model", whole: note } : null;
  const [mid, rule] = [percent(measured.mid), percent(measured.baseline)];
  return {
    brief: `small demo model: ${mid} of steps right, a trivial rule ${rule}`,
    whole: `small demo model: ${mid} of steps right on programs unseen in training, where a trivial rule has ${rule}`,
  };
}

/** @param {string} label @param {...(Node|string)} inside */
function field(label, ...inside) {
  return h("label", "field", h("span", {}, label), ...inside);
}

/**
 * @param {App} app
 * @param {(job: string) => void} [started] by default the browser goes on to Compare
 */
export function createPredict(app, started = (job) => location.assign(atJob(app, job))) {
  const endpoint = h("select", { label: "endpoint" });
  const mode = h("select", { label: "mode" });
  const about = h("p", "note");
  const means = h("p", "note");
  const begin = h("select", { label: "from where" });
  const temperature = h("input", { class: "number", label: "temperature", title: "0: always the likeliest token" });
  temperature.inputMode = "decimal";
  temperature.value = "0";
  const constrain = h("input", { label: "constrain" });
  constrain.type = "checkbox";
  const problem = h("p", { class: "note bad", role: "alert" });
  const go = button("Predict", () => form.requestSubmit(), { class: "main", key: "Enter" });
  const form = h(
    "form",
    "asked",
    field("endpoint", endpoint),
    about,
    field("mode", mode),
    means,
    field("from", begin),
    h(
      "div",
      "two",
      field("temperature", temperature),
      h(
        "label",
        { class: "check", title: "Only lines of the program and known events; part of the result's name" },
        constrain,
        "constrain",
      ),
      h("span", "grow"),
      go,
    ),
    problem,
  );
  const waiting = h("p", "note", "Asking which endpoints there are…");
  const close = () => {
    const was = !el.hidden;
    el.hidden = true;
    if (was) app.root.focus({ preventScroll: true });
    return was;
  };
  const title = h("span", "title", "Have a model predict this trace");
  const head = h("h3", {}, title, h("span", "grow"), button("close", close, { key: "Esc", class: "mini" }));
  const el = h("div", { class: "panel predict", role: "dialog", label: "Predict" }, head, waiting, form);
  el.hidden = true;
  /** @type {Endpoint[]} */
  let endpoints = [];

  const chosen = () => endpoints.find((e) => e.name === endpoint.value);

  const describe = () => {
    const at = chosen();
    const kept = mode.value;
    mode.replaceChildren(...(at?.modes ?? []).map((m) => new Option(m, m, false, m === kept)));
    const demo = demoText(at)?.whole;
    setText(about, [at?.model !== at?.name && at?.model, demo ?? at?.note].filter(Boolean).join(" · "));
    explain();
  };
  const explain = () => setText(means, MODES[mode.value] ?? "");

  const load = async () => {
    form.hidden = true;
    waiting.hidden = false;
    setText(waiting, "Asking which endpoints there are…");
    try {
      const answer = await get("api/endpoints");
      endpoints = answer.endpoints;
      if (!answer.allowed || endpoints.length === 0)
        return setText(waiting, answer.why ?? "This server has no endpoint to ask.");
      endpoint.replaceChildren(...endpoints.map((e) => new Option(e.name, e.name)));
      describe();
      waiting.hidden = true;
      form.hidden = false;
      go.focus();
    } catch (error) {
      setText(waiting, error instanceof Error ? error.message : String(error));
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const heat = Number(temperature.value.replace(",", "."));
    if (!(heat >= 0 && heat <= 2)) return setText(problem, "The temperature must be a number from 0 to 2.");
    go.disabled = true;
    setText(problem, "");
    try {
      const { job } = await post("api/predict", {
        trace: app.data.trace_id,
        endpoint: endpoint.value,
        mode: mode.value,
        from: begin.value === "here" ? app.focus.step : null,
        temperature: heat,
        constrain: constrain.checked,
      });
      close();
      started(String(job));
    } catch (error) {
      setText(problem, error instanceof Error ? error.message : String(error));
    }
    go.disabled = false;
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && close());
  endpoint.addEventListener("change", describe);
  mode.addEventListener("change", explain);

  const open = () => {
    el.hidden = false;
    setText(problem, "");
    fill(
      begin,
      new Option("the beginning", "start"),
      new Option(`this step, ${app.focus.step.toLocaleString("en")}: the true steps before it are given`, "here"),
    );
    void load();
  };
  return { el, open, close };
}

/** The same moment on Compare, beside a running job. @param {App} app @param {string} job */
function atJob(app, job) {
  const { step, name } = app.focus;
  return compareLink(app, { job, step: String(step), ...(name === null ? {} : { var: name }) });
}
