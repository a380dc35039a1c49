// @ts-check
/** A whole turn: who spoke, when and at what cost; thoughts, message, pictures, calls, and recorded runs. */
import { button, count, h } from "../stepper/dom.js";
import { createCall, testsOfChange, turnChanges } from "./call.js";
import { counts } from "./diff.js";
import { icon, KIND_NAMES } from "./icons.js";
import { traceLink } from "./links.js";
import { createMessage } from "./text.js";
import { digits, duration, money, short, split, surety, testsText } from "./words.js";

const GLANCE = 14;
const SHORT = 600;

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Turn} Turn */

/** What is known of when and for how much. @param {Turn} turn */
function spent(turn) {
  const out = [];
  if (turn.at) out.push(new Date(turn.at).toISOString().replace("T", " ").slice(0, 19) + " UTC");
  if (turn.seconds !== null) out.push(duration(turn.seconds));
  if (turn.prompt_tokens !== null) {
    const cached = turn.cached_tokens ? ` (${short(turn.cached_tokens)} cached)` : "";
    out.push(`${short(turn.prompt_tokens)}${cached} → ${short(turn.completion_tokens ?? 0)} tokens`);
  }
  const sure = surety(turn.cost_method);
  if (turn.cost) out.push(`${money(turn.cost)}${sure ? ` (${sure})` : ""}`);
  return out.join(" · ");
}

/** @param {App} app @param {Turn} turn */
function head(app, turn) {
  const model = turn.model && app.run.outline.models.length > 1 ? ` · ${turn.model}` : "";
  return h(
    "div",
    "turnhead",
    icon(turn.kind),
    h("b", {}, `Turn ${digits(turn.turn)}`),
    h("span", "who", `${turn.source} · ${KIND_NAMES[turn.kind] ?? turn.kind}${model}`),
    turn.copied &&
      h(
        "span",
        { class: "chip", title: "It stands here only as context that another run had first" },
        "copied context",
      ),
    turn.error && h("span", { class: "chip bad", title: turn.error }, "✕ error"),
    h("span", "grow"),
    h("span", "when", spent(turn)),
  );
}

/** What came of the turn, at a glance; each leads to where it stands below. @param {App} app @param {Turn} turn */
function outcome(app, turn) {
  /** @param {string} text @param {number} call @param {string} cls @param {string} title */
  const to = (text, call, cls, title) => button(text, () => app.panes.middle.toCall(call), { class: cls, title });
  const out = [];
  for (const change of turn.changes) {
    if (change.kind === "file" && change.path) {
      const { added, removed } = counts(change.diff);
      const lines = change.diff ? ` +${digits(added)} −${digits(removed)}` : "";
      out.push(
        to(
          `${change.action === "edit" ? "±" : (change.action ?? "±")} ${split(change.path)[1]}${lines}`,
          change.call,
          "",
          change.path,
        ),
      );
    } else if (change.kind === "tests") {
      const tests = testsOfChange(change);
      out.push(to(testsText(tests), change.call, tests.failed > 0 ? "no" : "yes", "what the tests said"));
    } else if (change.kind === "commit") out.push(to(`commit ${change.value ?? ""}`, change.call, "", "committed"));
  }
  turn.calls.forEach((call, i) => {
    const failed = call.error || call.malformed;
    const code = call.exit_code ? `exit ${call.exit_code}` : call.malformed ? "malformed" : "failed";
    if (failed)
      out.push(to(`✕ ${turn.calls.length > 1 ? `#${i} ` : ""}${call.tool}: ${code}`, i, "no", call.malformed ?? ""));
  });
  const many = out.length > GLANCE && h("span", "note", `+${out.length - GLANCE} more`);
  return out.length ? h("div", "did", ...out.slice(0, GLANCE), many) : null;
}

/** @param {App} app @param {Turn} turn */
function thoughts(app, turn) {
  if (!turn.reasoning) return null;
  const first = app.run.outline.reasoning[turn.turn];
  const body = h("div", "inside");
  const el = h(
    "details",
    "reasoning",
    h("summary", {}, icon("think"), `reasoning · ${count(first, "character")}`),
    body,
  );
  const draw = () =>
    body.firstChild ?? body.append(createMessage(app, turn.turn, "reasoning", /** @type {any} */ (turn.reasoning)));
  el.addEventListener("toggle", () => el.open && draw());
  // What is short, or all that the turn says, is shown at once.
  if (app.unfolded || (!turn.message && (first <= SHORT || turn.calls.length === 0))) {
    el.open = true;
    draw();
  }
  return el;
}

/** @param {App} app @param {Turn} turn @param {number} number */
function picture(app, turn, number) {
  const { media_type: type, bytes, shown } = turn.images[number];
  const words = `picture ${number + 1} of ${turn.images.length} · ${type} · ${digits(bytes)} bytes`;
  if (!shown) return h("p", "note", `${words}: not shown, as its bytes are no picture of that kind.`);
  const img = h("img", { class: "shot", title: words });
  img.alt = words;
  img.loading = "lazy";
  img.src = new URL(`${app.data.api}/image?turn=${turn.turn}&number=${number}`, document.baseURI).href;
  img.addEventListener("click", () => img.classList.toggle("large"));
  return h("figure", {}, img, h("figcaption", "note", `${words}; click for its full size`));
}

/** Recorded runs of the programs that the turn ran. @param {App} app @param {Turn} turn */
function traces(app, turn) {
  const shown = turn.traces.filter((trace) => trace.here);
  const gone = turn.traces.length - shown.length;
  if (turn.traces.length === 0) return null;
  const rows = shown.map((trace) => {
    const bad =
      /^(failed|error)$/.test(trace.test_outcome ?? trace.outcome ?? "") ||
      (!trace.test_outcome && trace.outcome === "raised");
    const link = h("a", {}, trace.name ?? trace.trace_id);
    link.href = traceLink(app.data, trace.trace_id, trace.step);
    link.target = "_self";
    const how = trace.test_outcome ? `test ${trace.test_outcome}` : trace.outcome;
    return h(
      "li",
      {},
      link,
      h("span", bad ? "no" : "yes", ` ${bad ? "✕" : "✓"} ${how}`),
      h(
        "span",
        "when",
        ` ${count(trace.n_steps ?? 0, "step")}${trace.step !== null && trace.step !== undefined ? `; opens where it was raised, step ${digits(trace.step)}` : ""}`,
      ),
    );
  });
  return h(
    "div",
    "traces",
    h("h4", {}, "What its programs did, recorded step by step"),
    h("ul", {}, ...rows),
    gone > 0 && h("p", "note", `${count(gone, "further trace")} not in this lake.`),
  );
}

/** @param {App} app @param {Turn} turn @returns {HTMLElement} */
export function createTurn(app, turn) {
  const el = h("div", `whole-turn s-${turn.source}`, head(app, turn));
  const came = outcome(app, turn);
  if (came) el.append(came);
  if (turn.error) el.append(h("p", "note bad", turn.error));
  const thought = thoughts(app, turn);
  if (thought) el.append(thought);
  if (turn.message) el.append(createMessage(app, turn.turn, "message", turn.message));
  el.append(...turn.images.map((_, i) => picture(app, turn, i)));
  el.append(...turn.calls.map((_, i) => createCall(app, turn, i)));
  if (turn.n_calls > turn.calls.length)
    el.append(h("p", "note", `${count(turn.n_calls - turn.calls.length, "further call")} of this turn not shown.`));
  el.append(...turnChanges(app, turn));
  const ran = traces(app, turn);
  if (ran) el.append(ran);
  if (!turn.message && !turn.reasoning && turn.calls.length === 0 && turn.images.length === 0)
    el.append(h("p", "note", "This turn has no text and no call."));
  if (turn.turn + 1 === app.run.n) el.append(lastWords(app));
  return el;
}

/** How the run ended, below its last turn. @param {App} app */
function lastWords(app) {
  const { exit_status: exit, outcome, patch } = app.about.trajectory;
  const words = ["The run ends here", exit && `exit status: ${exit}`, outcome && `judged: ${outcome}`]
    .filter(Boolean)
    .join(" · ");
  const open = patch && button("final patch", () => app.panes.middle.showPatch(), { class: "mini" });
  return h("p", "last note", words, " ", open);
}
