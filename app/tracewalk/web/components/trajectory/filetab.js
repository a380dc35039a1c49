// @ts-check
/** A file as it is after the turn: what is known of it, with the lines that this turn changed marked. */
import { get } from "../stepper/api.js";
import { button, h } from "../stepper/dom.js";
import { addedLines } from "./diff.js";
import { put } from "./trusted.js";
import { digits } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").FileText} FileText */

const KEPT = 30;
const STATES = { exact: ["✓ exact", "ok"], partial: ["◐ partial", ""], unknown: ["? unknown", "bad"] };

/** @param {FileText} file @param {Set<number>} fresh */
function drawLines(file, fresh) {
  const out = [];
  let next = 1;
  for (const { first, lines } of file.pieces) {
    if (first > next)
      out.push(
        h(
          "div",
          "dl hunk",
          next === 1
            ? `lines 1 to ${digits(first - 1)} were not seen`
            : `lines ${digits(next)} to ${digits(first - 1)} were not seen`,
        ),
      );
    lines.forEach((html, i) => {
      const no = first + i;
      const src = put(h("span", "src text"), html || " ");
      out.push(
        h("div", `dl${fresh.has(no) ? " add" : ""}`, h("i", "no", no), h("i", "sign", fresh.has(no) ? "+" : ""), src),
      );
    });
    next = first + lines.length;
  }
  return out;
}

/** @param {App} app */
export function createFileTab(app) {
  const el = h("div", "tab-file");
  /** @type {Map<string, Promise<FileText>>} */
  const known = new Map();
  let shown = "";

  /** @param {string} path @param {number} turn @returns {Promise<FileText>} */
  const fetched = (path, turn) => {
    const key = `${turn}:${path}`;
    const coming = known.get(key) ?? get(`${app.data.api}/file`, { path, turn });
    coming.catch(() => known.delete(key));
    known.set(key, coming);
    if (known.size > KEPT) known.delete(/** @type {string} */ (known.keys().next().value));
    return coming;
  };

  /** @param {View} view @param {string} path @param {string} key */
  const draw = async (view, path, key) => {
    const { run, turn } = view;
    const turns = run.byFile.get(path) ?? [];
    const at = run.changedAt(turn, path);
    el.classList.add("busy");
    const whole = at >= 0 ? (view.whole && at === turn ? view.whole : await app.turns.get(at)) : null;
    const file = await fetched(path, Math.max(0, at));
    if (key !== shown) return;
    el.classList.remove("busy");
    const diffs = whole
      ? whole.changes.filter((c) => c.kind === "file" && c.path && (c.path === path || path.endsWith(`/${c.path}`)))
      : [];
    // The marks of an earlier diff of the same turn could stand elsewhere by now.
    const fresh = at === turn && diffs.length > 0 ? addedLines(diffs[diffs.length - 1].diff) : new Set();
    const [word, cls] = STATES[/** @type {keyof typeof STATES} */ (file.state)] ?? STATES.unknown;
    const nth = turns.indexOf(at) + 1;
    const when =
      at < 0
        ? "not changed up to here"
        : at === turn
          ? `changed at this turn (change ${nth} of ${turns.length})`
          : `as of turn ${digits(at)} (change ${nth} of ${turns.length})`;
    const head = h(
      "div",
      "filehead",
      h("code", {}, path),
      h("span", { class: `chip ${cls}`, title: file.why }, word),
      h("span", "when", when),
      h("span", "grow"),
      button("◂", () => app.command("change", -1), { key: "[", class: "mini", title: "Previous change of this file" }),
      button("▸", () => app.command("change", 1), { key: "]", class: "mini", title: "Next change of this file" }),
      button("✕", () => app.show("turn"), { class: "mini", title: "Back to the turn", key: "Esc" }),
    );
    const why = file.state === "exact" ? null : h("p", "note", `${file.state}: ${file.why}`);
    const lines = drawLines(file, fresh);
    const body = h("div", { class: "diff file", label: "content" }, ...lines);
    const nothing =
      lines.length === 0 &&
      h(
        "p",
        "note",
        at < 0
          ? "The run had not touched it up to here."
          : file.state === "exact"
            ? file.why
            : "No line of it is known.",
      );
    el.replaceChildren(head, ...(why ? [why] : []), ...(nothing ? [nothing] : []), body);
    if (file.cut) el.append(h("p", "note", "✂ The file is longer; only its beginning is shown."));
    body.querySelector(".dl.add")?.scrollIntoView({ block: "center" });
  };

  /** @param {View} view */
  const render = (view) => {
    const path = view.file ?? app.lastFile;
    const key =
      path === null
        ? "none"
        : `${path}:${view.turn}:${view.run.changedAt(view.turn, path) === view.turn && !view.whole ? "wait" : ""}`;
    if (key === shown) return;
    shown = key;
    if (path === null)
      return el.replaceChildren(h("p", "note", "Choose a file: click one among those changed, on the right."));
    draw(view, path, key).catch((error) => {
      shown = "";
      el.classList.remove("busy");
      el.replaceChildren(h("p", "note bad", error instanceof Error ? error.message : String(error)));
    });
  };
  return { el, render };
}
