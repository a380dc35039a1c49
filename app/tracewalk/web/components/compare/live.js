// @ts-check
/** A running job: asked four times a second, its steps shown as they come, until what it said is stored. */
import { ApiError, get, remove } from "../stepper/api.js";
import { button, count, fill, h, setText } from "../stepper/dom.js";
import { rightOf } from "../stepper/prediction.js";

/** @typedef {import("../stepper/app.js").App} App @typedef {import("./session.js").Session} Session @typedef {import("./types.js").Job} Job */

const EVERY = 250;
const PATIENCE = 2_000;
const TAIL = 400;

/** @param {number} n */
const digits = (n) => n.toLocaleString("en");

/** The verdict while more is coming: what was said so far is all that counts. @param {Record<string, any>} row */
function soFar(row) {
  return row.n_predicted ? `So far: ${rightOf(row, count(row.n_predicted, "step"))}` : "Nothing said yet";
}

/** @param {App} app @param {Session} session */
export function createLive(app, session) {
  const what = h("span", "told");
  const stop = button("Stop", () => void cancel(), { class: "mini", title: "Stop it; what came is kept" });
  const follow = button("following", () => ((following = !following), paint(), keepUp()), { class: "mini" });
  const partial = h("code", "partial");
  const el = h("div", { class: "live notice", role: "status" }, what, partial, h("span", "grow"), follow, stop);
  el.hidden = true;
  /** @type {Job|null} */
  let job = null;
  let asked = "";
  let timer = 0;
  let trouble = "";
  let following = true;
  let shownAt = -1;
  /** A job that the server does not know; the notice says so. */
  let gone = "";

  const ended = () => job !== null && job.state !== "waiting" && job.state !== "running";

  const paint = () => {
    const id = session.subject.sort === "job" ? session.subject.id : "";
    el.hidden = id === "" || id === gone;
    stop.hidden = ended();
    follow.hidden = ended();
    setText(/** @type {Element} */ (follow), following ? "following ✓" : "follow");
    follow.setAttribute("aria-pressed", String(following));
    setText(partial, ended() ? "" : (job?.partial ?? "").replace(/\s+/g, " ").slice(-TAIL));
    setText(what, trouble || (job ? told(job) : "Asking for the job…"));
  };

  /** @param {Job} j */
  const told = (j) => {
    const rate = j.seconds > 0.2 && j.tokens ? ` · ${digits(Math.round(j.tokens / j.seconds))} tokens/s` : "";
    const steps = count(session.said.p.position.filter((at) => at >= 0).length, "step");
    const sofar = `${steps}, ${count(j.tokens, "token")}${rate}`;
    const who = `${j.model ?? j.endpoint} · ${j.mode}`;
    if (j.state === "waiting") return `${who}: waiting for its turn`;
    if (j.state === "running")
      return j.tokens ? `${who}: ${sofar}` : `${who}: the model is reading (${Math.round(j.seconds)} s)`;
    if (j.state === "cancelled") return `${who}: stopped; ${sofar} are kept`;
    if (j.state === "failed") return `${who} failed${j.error ? `: ${j.error}` : ""}. ${sofar} came before.`;
    return `${who}: done, ${sofar}`;
  };

  /** Goes to the last step that came, as long as the user goes nowhere else. */
  const keepUp = () => {
    if (!following || session.subject.sort !== "job") return;
    if (shownAt >= 0 && app.focus.step !== shownAt) {
      following = false;
      return paint();
    }
    const { said } = session;
    const last = said.lastRow < 0 ? -1 : said.p.anchor[said.lastRow];
    if (last >= 0 && last !== app.focus.step && last < app.view.trace.nSteps) {
      shownAt = last;
      void app.go(last, "replace");
    }
  };

  /** @param {Job} next */
  const take = (next) => {
    job = next;
    /** @type {Record<string, any>} */
    const row = { ...asRow(next), ...next.verdict, ...(ended() ? {} : { ended: null, running: true }) };
    session.known = {
      row,
      sentences: [soFar(row)],
      first: row.first_bad_step ?? null,
      name: next.model ?? next.endpoint,
    };
    if (next.payload) session.put(app.view.trace, next.payload, !ended());
    session.version++;
    app.render();
    keepUp();
  };

  /** @param {Job} j what chips show of it before there is a verdict */
  const asRow = ({ model, mode, endpoint, state, from }) => ({
    model: model ?? endpoint,
    mode,
    endpoint,
    from_step: from,
    ended: state,
    n_predicted: 0,
    n_true: 0,
  });

  /** @param {string} id */
  const poll = async (id) => {
    const known = () => session.subject.sort === "job" && session.subject.id === id;
    let wait = EVERY;
    try {
      const next = await get(`api/jobs/${encodeURIComponent(id)}`, { version: job?.version });
      if (!known()) return;
      trouble = "";
      if (next.unchanged && job) job = { ...job, seconds: next.seconds };
      else take(next);
      if (ended() && job?.prediction) return void session.use({ sort: "prediction", id: job.prediction }, "replace");
      if (ended()) return paint();
    } catch (error) {
      if (!known()) return;
      wait = PATIENCE;
      trouble = error instanceof Error ? error.message : String(error);
      if (error instanceof ApiError && error.type === "NotFound") {
        gone = id;
        session.fail(error);
        app.render();
        return;
      }
    }
    paint();
    timer = window.setTimeout(() => void poll(id), wait);
  };

  const cancel = async () => {
    stop.disabled = true;
    try {
      await remove(`api/jobs/${encodeURIComponent(session.subject.id)}`);
    } catch (error) {
      app.say(error instanceof Error ? error.message : String(error));
    }
    stop.disabled = false;
  };

  const render = () => {
    const id = session.subject.sort === "job" ? session.subject.id : "";
    if (id !== asked) {
      clearTimeout(timer);
      asked = id;
      job = null;
      trouble = "";
      following = true;
      shownAt = -1;
      if (id) void poll(id);
      paint();
    } else if (id) paint();
  };
  return { el, render, close: () => clearTimeout(timer) };
}
