// @ts-check
/** The tree of branches that this trace is in: what was edited, how each ended, where it left its parent. */
import { get } from "./api.js";
import { brief, button, count, fill, h, setText } from "./dom.js";

/** @typedef {import("./app.js").App} App */
/**
 * @typedef {object} Branch a trace of the tree, as `GET api/traces/{id}/branches` tells it
 * @property {string} trace_id
 * @property {string|null} parent
 * @property {number} level
 * @property {string} name
 * @property {string|null} what what was edited; null: it is no branch
 * @property {number|null} step
 * @property {string} outcome
 * @property {string|null} result
 * @property {string|null} error
 * @property {string|null} stop_reason
 * @property {number} n_steps
 * @property {boolean} same all its steps are its parent's
 * @property {number|null} left the first step that is not its parent's
 * @property {boolean} strayed it left before the step of its edit
 * @property {string} url
 * @property {string|null} compare
 */

/** @param {number|null} n */
const digits = (n) => (n ?? 0).toLocaleString("en");

/** @param {Branch} b */
function ended(b) {
  if (b.outcome === "returned") return brief(b.result ?? "None", 24);
  return `✕ ${brief(b.error ?? b.stop_reason ?? b.outcome, 24)}`;
}

/** Where it left its parent, in words. @param {Branch} b @returns {string} */
function leaving(b) {
  if (b.what === null) return count(b.n_steps, "step");
  if (b.compare === null) return "its parent is not in this lake";
  if (b.same) return "no step differs";
  if (b.strayed) return `left its parent at step ${digits(b.left)} already`;
  return b.left ? `differs from step ${digits(b.left)} on` : "differs from the first step on";
}

/** @param {string} text @param {string} href @param {string} [cls] */
function link(text, href, cls = "") {
  const a = h("a", { class: cls }, text);
  a.href = new URL(href, document.baseURI).href;
  a.target = "_self";
  return a;
}

/** @param {App} app @param {(kind?: import("./whatif.js").Kind) => void} edit */
export function createBranches(app, edit) {
  const total = h("span", "when");
  const list = h("div", "said-list tree-of");
  const whatIf = button("what if? ✎", () => edit(), { class: "mini", key: "V", title: "Edit and run again" });
  const el = h("div", "pane branches", h("h3", {}, h("span", "title", "Branches"), total, h("span", "grow"), whatIf), list);
  const banner = h("div", { class: "notice branched", role: "note" });
  banner.hidden = true;
  let asked = false;

  /** @param {Branch} b */
  const row = (b) => {
    const here = b.trace_id === app.data.trace_id;
    const open = link("", b.url, `said-entry${here ? " on" : ""}`);
    open.title = `${b.what ?? b.name}\n${leaving(b)}\n${b.trace_id}`;
    open.style.paddingLeft = `${12 + 12 * Math.min(b.level, 8)}px`;
    if (here) open.setAttribute("aria-current", "true");
    open.append(
      h("span", "who", b.what === null ? "the run itself" : `⎇ ${brief(b.what, 60)}`),
      h("span", "how", leaving(b)),
      h("span", `what ${b.outcome === "returned" ? "" : "bad"}`, ended(b)),
    );
    const compare = b.compare && link("⇄", b.compare, "compare-parent");
    if (compare) compare.title = "Compare with its parent, from the first difference";
    return h("div", "tree-row", open, compare);
  };

  /** @param {Branch} b @param {Branch|undefined} parent */
  const say = (b, parent) => {
    const before = b.step ? ` The steps before ${digits(b.step)} equal its parent's.` : "";
    const text = b.same
      ? " All its steps equal its parent's: the edit makes no difference."
      : b.strayed
        ? ` It left its parent at step ${digits(b.left)} already, before step ${digits(b.step)}.`
        : `${before} First difference: step ${digits(b.left)}.`;
    const from = parent ? [" of ", link(brief(parent.what ?? parent.name, 40), parent.url)] : [];
    const was = parent && !b.same ? ` Before: ${ended(parent)}; now: ${ended(b)}.` : "";
    fill(
      banner,
      h(
        "span",
        {},
        h("b", {}, "⎇ A branch"),
        ...from,
        ": ",
        h("code", {}, brief(b.what ?? "", 80)),
        ".",
        b.compare ? text : "",
        was,
      ),
      h("span", "grow"),
      b.compare && link("compare with parent ›", b.compare),
    );
    banner.hidden = false;
  };

  const load = async () => {
    try {
      const { nodes, total: n } = await get(`${app.data.api}/branches`);
      const made = n - 1;
      setText(total, made ? String(made) : "");
      const here = nodes.find((/** @type {Branch} */ b) => b.trace_id === app.data.trace_id);
      fill(list, ...(nodes.length > 1 || here?.what ? nodes.map(row) : []));
      const on = list.querySelector("[aria-current]")?.parentElement;
      if (on) list.scrollTop = on.offsetTop - list.offsetTop - on.offsetHeight;
      if (here?.what) say(here, nodes.find((/** @type {Branch} */ b) => b.trace_id === here.parent));
      if (n > nodes.length) list.append(h("p", "note", `${nodes.length} of ${digits(n)} are shown.`));
    } catch (error) {
      fill(list, h("p", "note", error instanceof Error ? error.message : String(error)));
    }
  };

  const render = () => {
    if (asked) return;
    asked = true;
    void load();
  };
  return { el, banner, render };
}
