// @ts-check
/** All that the run has changed up to the turn, file by file; or the final patch as the log has it. */
import { get } from "../stepper/api.js";
import { button, count, h } from "../stepper/dom.js";
import { createDiff } from "./diff.js";
import { digits, surety } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").FileDiff} FileDiff */

/** @param {App} app @param {string} path @param {Record<string, string|number>} query */
function plainLink(app, path, query) {
  const url = new URL(app.data.api + path, document.baseURI);
  for (const [key, value] of Object.entries({ ...query, as: "plain" })) url.searchParams.set(key, String(value));
  const link = h("a", { title: "As a patch that git can apply, in a tab of its own" }, "as plain text");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

/** The net diffs by turn, asked for once each; steps between two edits show the same. */
export class Diffs {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {Map<number, Promise<FileDiff[]>>} */
    this.known = new Map();
    /** @type {Map<number, FileDiff[]>} */
    this.done = new Map();
  }

  /** @param {number} turn the last that changed a file @returns {Promise<FileDiff[]>} */
  at(turn) {
    const known = this.known.get(turn);
    if (known) return known;
    const coming = get(`${this.app.data.api}/diff`, { turn }).then(({ files }) => {
      this.done.set(turn, files);
      return files;
    });
    coming.catch(() => this.known.delete(turn));
    this.known.set(turn, coming);
    return coming;
  }
}

/** @param {App} app @param {FileDiff} file */
function createFile(app, file) {
  const { path, old_path: old, action, added, removed, sure, diff, size } = file;
  const open = button(`${old ? `${old} → ` : ""}${path}`, () => app.openFile(path), {
    class: "link",
    title: "Open the file as it is after this turn",
  });
  const doubt =
    !sure &&
    h(
      "span",
      { class: "how", title: "Some of its changes are known by a rule of thumb only, or not whole" },
      "not sure to be all",
    );
  const head = h(
    "div",
    "head",
    h("b", `act a-${action}`, action),
    open,
    h("span", "plus", `+${digits(added)}`),
    h("span", "minus", `−${digits(removed)}`),
    h("span", "grow"),
    doubt,
  );
  return h("div", "change", head, diff ? createDiff(diff, size) : h("p", "note", "No line of it is known to differ."));
}

/** @param {App} app */
export function createDiffTab(app) {
  /** @type {"so far"|"patch"} */
  let which = "so far";
  let shown = "";
  const el = h("div", "tab-diff");
  const soFar = button("so far", () => choose("so far"), { class: "mini" });
  const final = button("final patch", () => choose("patch"), { class: "mini" });

  /** @param {"so far"|"patch"} what */
  const choose = (what) => {
    which = what;
    if (app.run) app.render();
  };

  /** @param {View} view @param {string} key */
  const drawSoFar = async ({ run, turn }, key) => {
    const at = run.changedAt(turn);
    if (at < 0)
      return el.replaceChildren(h("p", "note", "No file was changed up to this turn. N goes to the next edit."));
    if (!app.diffs.done.has(at)) el.classList.add("busy");
    const files = await app.diffs.at(at);
    if (key !== shown) return;
    el.classList.remove("busy");
    const lead = files.length
      ? `${count(files.length, "file")} changed up to turn ${digits(turn)}`
      : `Up to turn ${digits(turn)} all changes were undone: nothing differs.`;
    const since = at === turn ? "" : `, the last at turn ${digits(at)}`;
    el.replaceChildren(
      h("p", "note lead", lead + since, " · ", plainLink(app, "/diff", { turn: at })),
      ...files.map((file) => createFile(app, file)),
    );
  };

  /** @param {string} key */
  const drawPatch = async (key) => {
    const { patch_method: method, patch } = app.about.trajectory;
    if (!patch)
      return el.replaceChildren(
        h("p", "note", "The log has no final patch. What the turns changed stands under “so far”, at the last turn."),
      );
    const { text, size } = await get(`${app.data.api}/patch`);
    if (key !== shown) return;
    const how = surety(method) || "as the log has it";
    el.replaceChildren(
      h("p", "note lead", `Final patch, ${how} · `, plainLink(app, "/patch", {})),
      ...filesOf(text).map(([name, diff]) =>
        h("div", "change", h("div", "head", h("b", "act", name)), createDiff(diff, diff.length)),
      ),
    );
    if (text.length < size) el.append(h("p", "note", "✂ The patch is longer; see it as plain text."));
  };

  /** @param {View} view */
  const render = (view) => {
    soFar.classList.toggle("on", which === "so far");
    final.classList.toggle("on", which === "patch");
    const key = which === "patch" ? "patch" : `${view.run.changedAt(view.turn)}:${view.turn}`;
    if (key === shown) return;
    shown = key;
    const drawing = which === "patch" ? drawPatch(key) : drawSoFar(view, key);
    Promise.resolve(drawing).catch((error) => {
      shown = "";
      el.classList.remove("busy");
      el.replaceChildren(h("p", "note bad", error instanceof Error ? error.message : String(error)));
    });
  };
  return { el, render, choose, buttons: [soFar, final] };
}

/** A patch by its files: the line that names each, and its hunks. @param {string} patch @returns {[string, string][]} */
export function filesOf(patch) {
  /** @type {[string, string][]} */
  const out = [];
  let [name, lines] = ["", /** @type {string[]} */ ([])];
  const close = () => {
    if (name || lines.some((line) => line.trim())) out.push([name || "patch", lines.join("\n")]);
  };
  let inside = false;
  for (const line of patch.replace(/\n$/, "").split("\n")) {
    const git = /^diff --git a\/(.+) b\/(.+)$/.exec(line);
    if (git || (!inside && line.startsWith("--- ") && !name)) {
      close();
      [name, lines, inside] = [
        git
          ? git[2]
          : line
              .slice(4)
              .replace(/^[ab]\//, "")
              .split("\t")[0],
        [],
        false,
      ];
    } else if (line.startsWith("@@")) {
      inside = true;
      lines.push(line);
    } else if (inside) lines.push(line);
    else if (!/^(index |--- |\+\+\+ |new file|deleted file|old mode|new mode|similarity|rename )/.test(line))
      lines.push(line);
  }
  close();
  return out;
}
