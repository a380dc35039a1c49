// @ts-check
/** What opens over the panes: the keys, go to, and the links to this moment. */
import { button, fill, h } from "./dom.js";
import { withFocus } from "./url.js";

/** @typedef {import("./app.js").App} App @typedef {import("./shell.js").Shell<any, any>} Shell */
/** @typedef {import("./types.js").Panel & {open: () => void}} Panel */
/** @typedef {[name: string, text: string, page?: string]} Form one way to name a moment, and where it can be opened */

const NOTES = [
  "Click a name: its whole history. Click a line: its runs. Click or drag the timeline. ",
  "Steps and drags replace the address; jumps add to the browser's history, so Back returns to where a jump began. ",
  "Keys rest while you type in a field.",
];

/** @param {HTMLElement} el @returns {() => boolean} closes it; whether it was open */
export function closer(el) {
  el.hidden = true;
  return () => {
    const was = !el.hidden;
    el.hidden = true;
    return was;
  };
}

/** @param {import("./keys.js").Key[]} keys @param {string[]} [words] below them @returns {Panel & {toggle: () => void}} */
export function createHelp(keys, words = NOTES) {
  const rows = keys.map((k) => h("div", "row", h("kbd", {}, k.label), h("span", {}, k.does)));
  const notes = h("p", "note", ...words);
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
  const place = () => ({ at: app.focus.step, n: app.view.trace.nSteps });
  return createNumber(app, { what: "step", whole: "trace", place, go: (step) => app.jump(step) });
}

/**
 * Go to a step, or whatever else is numbered from 0.
 * @param {Shell} app
 * @param {object} numbered
 * @param {string} numbered.what `step`
 * @param {string} numbered.whole what has them: `trace`
 * @param {() => {at: number, n: number}} numbered.place where the user is, and how many there are
 * @param {(to: number) => void} numbered.go
 * @returns {Panel}
 */
export function createNumber(app, { what, whole, place, go }) {
  const input = h("input", { label: what });
  const note = h("span", "note");
  const el = h(
    "form",
    { class: "panel goto", role: "dialog", label: `Go to ${what}` },
    h("label", {}, `Go to ${what} `, input),
    button("go", () => el.requestSubmit(), { key: "Enter" }),
    note,
  );
  const close = closer(el);
  el.addEventListener("submit", (event) => {
    event.preventDefault();
    const { at, n } = place();
    const to = readStep(input.value, at, n);
    if (Number.isInteger(to) && to >= 0 && to < n) {
      leave();
      go(to);
    } else
      fill(
        note,
        `There is no ${what} ${input.value}: this ${whole} has ${what}s 0 to ${(n - 1).toLocaleString("en")}. +50, -50 and 75% work too.`,
      );
  });
  const leave = () => {
    input.blur();
    app.root.focus({ preventScroll: true });
    return close();
  };
  input.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  const open = () => {
    const { at, n } = place();
    el.hidden = false;
    input.value = String(at);
    fill(note, `0 to ${(n - 1).toLocaleString("en")}; +50, -50 and 75% work too`);
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
  const forms = () => {
    const { focus, data } = app;
    const step = String(focus.step);
    const also = app.kit.also?.() ?? {};
    const here = withFocus(location.href, focus, also);
    if (!here.searchParams.has("trace")) here.searchParams.set("trace", data.trace_id);
    const short = withFocus(new URL(data.short, document.baseURI).href, focus, also);
    short.searchParams.delete("v");
    /** @type {Form[]} */
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
  return createForms(app, () => `step ${app.focus.step}`, forms);
}

/**
 * A moment as links and as code, each to be copied; the first is copied at once.
 * @param {Shell} app
 * @param {() => string} where the moment, in words
 * @param {() => Form[]} forms
 * @returns {Panel}
 */
export function createForms(app, where, forms) {
  const el = h("div", { class: "panel share", role: "dialog", label: "Links to this moment" });
  const close = closer(el);
  /** @param {string} name @param {string} text */
  const take = async (name, text) => {
    const done = await copy(text, app.root);
    app.say(
      done
        ? `Copied the ${name} to ${where()}.`
        : "The browser does not let this page copy: select the text and copy it.",
    );
  };
  const open = () => {
    const all = forms();
    const place = where();
    el.hidden = false;
    fill(
      el,
      h(
        "h3",
        {},
        h("span", "title", `${place[0].toUpperCase()}${place.slice(1)}, as`),
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
