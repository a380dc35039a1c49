// @ts-check
/** What opens over the panes: the keys, go to, and the links to this moment. */
import { button, fill, h } from "./dom.js";
import { withFocus } from "./url.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").Panel & {open: () => void}} Panel */

const NOTES = [
  "Click a name: its whole history. Click a line: its runs. Click or drag the timeline. ",
  "Steps and drags replace the address; jumps add to the browser's history, so Back returns to where a jump began. ",
  "Keys rest while you type in a field.",
];

/** @param {HTMLElement} el @returns {() => boolean} */
function closer(el) {
  el.hidden = true;
  return () => {
    const was = !el.hidden;
    el.hidden = true;
    return was;
  };
}

/** @param {import("./keys.js").Key[]} keys @returns {Panel & {toggle: () => void}} */
export function createHelp(keys) {
  const rows = keys.map((k) => h("div", "row", h("kbd", {}, k.label), h("span", {}, k.does)));
  const notes = h("p", "note", ...NOTES);
  const el = h("div", { class: "panel help", role: "dialog", label: "All keys" });
  const close = closer(el);
  fill(
    el,
    h(
      "h3",
      {},
      h("span", "title", "All keys"),
      h("span", "grow"),
      button("close", () => close(), { key: "Esc", class: "mini" }),
    ),
    h("div", "keys", ...rows),
    notes,
  );
  const open = () => (el.hidden = false);
  return { el, open, close, toggle: () => (el.hidden = !el.hidden) };
}

/**
 * A step as typed: `120`, `+50`, `-50`, `75%`.
 * @param {string} text @param {number} step @param {number} n @returns {number} NaN where it is none
 */
export function readStep(text, step, n) {
  const m = /^\s*([+-])?\s*([\d,_ ]+(?:\.\d+)?)\s*(%)?\s*$/.exec(text);
  if (!m) return NaN;
  const value = Number(m[2].replace(/[,_ ]/g, ""));
  if (m[3]) return Math.round((value / 100) * (n - 1));
  return m[1] ? step + (m[1] === "-" ? -value : value) : value;
}

/** @param {App} app @returns {Panel} */
export function createGoto(app) {
  const input = h("input", { label: "step" });
  const note = h("span", "note");
  const el = h(
    "form",
    { class: "panel goto", role: "dialog", label: "Go to step" },
    h("label", {}, "Go to step ", input),
    button("go", () => el.requestSubmit(), { key: "Enter" }),
    note,
  );
  const close = closer(el);
  el.addEventListener("submit", (event) => {
    event.preventDefault();
    const n = app.view.trace.nSteps;
    const step = readStep(input.value, app.focus.step, n);
    if (Number.isInteger(step) && step >= 0 && step < n) {
      leave();
      app.jump(step);
    } else
      fill(
        note,
        `There is no step ${input.value}: this trace has steps 0 to ${(n - 1).toLocaleString("en")}. +50, -50 and 75% work too.`,
      );
  });
  const leave = () => {
    input.blur();
    app.root.focus({ preventScroll: true });
    return close();
  };
  input.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  const open = () => {
    el.hidden = false;
    input.value = String(app.focus.step);
    fill(note, `0 to ${(app.view.trace.nSteps - 1).toLocaleString("en")}; +50, -50 and 75% work too`);
    input.focus();
    input.select();
  };
  return { el, open, close: leave };
}

/**
 * Puts text on the clipboard, also where the page lacks the permission.
 * @param {string} text
 * @param {HTMLElement} root
 * @returns {Promise<boolean>} whether it is there
 */
export async function copy(text, root) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", "offscreen");
    area.value = text;
    root.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    root.focus({ preventScroll: true });
    return done;
  }
}

/** @param {string} page relative to the document */
function opener(page) {
  const link = h("a", { class: "open", title: "Open it on the SQL page" }, "open");
  link.href = new URL(page, document.baseURI).href;
  return link;
}

/** @param {App} app @returns {Panel} */
export function createShare(app) {
  const el = h("div", { class: "panel share", role: "dialog", label: "Links to this moment" });
  const close = closer(el);
  const forms = () => {
    const { focus, data } = app;
    const step = String(focus.step);
    const also = app.kit.also?.() ?? {};
    const here = withFocus(location.href, focus, also);
    if (!here.searchParams.has("trace")) here.searchParams.set("trace", data.trace_id);
    const short = withFocus(new URL(data.short, document.baseURI).href, focus, also);
    short.searchParams.delete("v");
    /** @type {[string, string, string?][]} name, text, and where it can be opened */
    const out = [
      ["link", here.href],
      ["short link", short.href],
    ];
    const { prediction } = also;
    /** @param {string} text */
    const filled = (text) => text.replaceAll("{step}", step).replaceAll("{prediction}", prediction ?? "");
    if (data.sql) out.push(["SQL", filled(data.sql), filled(data.sql_page ?? "")]);
    if (prediction && data.said) out.push(["SQL, prediction", filled(data.said.sql), filled(data.said.page)]);
    if (data.python) out.push(["Python", filled(data.python)]);
    if (prediction && data.said) out.push(["Python, prediction", filled(data.said.python)]);
    return out;
  };

  /** @param {string} name @param {string} text */
  const take = async (name, text) => {
    const done = await copy(text, app.root);
    app.say(
      done
        ? `Copied the ${name} to step ${app.focus.step}.`
        : "The browser does not let this page copy: select the text and copy it.",
    );
  };
  const open = () => {
    const all = forms();
    el.hidden = false;
    fill(
      el,
      h(
        "h3",
        {},
        h("span", "title", `Step ${app.focus.step}, as`),
        h("span", "grow"),
        button("close", () => close(), { key: "Esc", class: "mini" }),
      ),
      ...all.map(([name, text, page]) =>
        h(
          "div",
          "form",
          button(`copy ${name}`, () => void take(name, text), { class: "mini" }),
          h("code", {}, text),
          page && opener(page),
        ),
      ),
    );
    void take(all[0][0], all[0][1]);
  };
  return { el, open, close };
}
