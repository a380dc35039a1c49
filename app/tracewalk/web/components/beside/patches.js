// @ts-check
/** Patch against patch: what each run left changed, file by file; lines that both have are told apart from those of one. */
import { get } from "../stepper/api.js";
import { button, count, fill, h } from "../stepper/dom.js";
import { diffLines } from "../trajectory/diff.js";
import { digits, surety } from "../trajectory/words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").Which} Which */
/** @typedef {import("./types.js").Patches} Patches @typedef {import("./types.js").PatchFile} PatchFile @typedef {import("./types.js").PatchSide} PatchSide */

const ROWS = 400;

/** @param {import("../trajectory/diff.js").Line} line @param {boolean} common */
function row({ sign, text, old, now }, common) {
  if (sign === "@" || sign === "\\") return h("div", "dl hunk", text);
  const cls = { "+": "add", "-": "del" }[sign] ?? "";
  const both = cls && common ? " both" : "";
  const about = !cls ? "" : common ? "both patches have this line" : "only this patch has this line";
  return h(
    "div",
    { class: `dl ${cls}${both}`, title: about },
    h("i", "no", old >= 0 ? old : now >= 0 ? now : ""),
    h("i", "sign", both ? `${sign}=` : sign),
    h("span", "src", text || " "),
  );
}

/** @param {PatchSide} side */
function diffOf({ diff, size, common }) {
  const both = new Set(common);
  const rows = diffLines(diff).map((line, at) => () => row(line, both.has(at)));
  const el = h("div", { class: "diff", role: "table", label: "diff" }, ...rows.slice(0, ROWS).map((draw) => draw()));
  if (rows.length > ROWS) {
    const rest = button(
      `show ${digits(rows.length - ROWS)} more lines`,
      () => rest.replaceWith(...rows.slice(ROWS).map((draw) => draw())),
      { class: "mini" },
    );
    el.append(rest);
  }
  if (size > diff.length)
    el.append(
      h(
        "p",
        "note",
        `✂ ${digits(size - diff.length)} further characters of this diff are not shown; the run's own page has them.`,
      ),
    );
  return el;
}

/** @param {PatchFile} file @param {Which} which */
function half(file, which) {
  const side = file[which];
  if (side === null) return h("div", "half none", h("p", "note", `The ${which} run leaves this file as it was.`));
  const { path, action, added, removed, sure, diff } = side;
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
    path !== file.path && h("code", {}, path),
    h("span", "plus", `+${digits(added)}`),
    h("span", "minus", `−${digits(removed)}`),
    h("span", "grow"),
    doubt,
  );
  return h("div", "half", head, diff ? diffOf(side) : h("p", "note", "No line of it is known to differ."));
}

/** How two sides of a file agree, in words. @param {PatchFile} file */
function agreement({ same, left, right, n_common: n }) {
  if (left === null || right === null) return [left === null ? "›" : "‹", `only ${left === null ? "right" : "left"}`];
  if (same) return ["=", "the same on both sides"];
  return n > 0 ? ["≈", `${count(n, "line")} in both`] : ["≠", "no line in both"];
}

/** @param {PatchFile} file */
function createFile(file) {
  const [sign, words] = agreement(file);
  const body = file.same
    ? h("div", "two", half(file, "left"))
    : h("div", "two", half(file, "left"), half(file, "right"));
  return h(
    "section",
    { class: `file${file.same ? " same" : ""}`, data: { path: file.path } },
    h("h4", {}, h("i", "sign", sign), h("code", { title: file.path }, file.path), h("span", "when", words)),
    body,
  );
}

/** Where a patch is from. @param {import("./types.js").PatchFrom} from */
function source({ from, method, files }) {
  if (from === null) return "changed nothing that is known";
  const how =
    from === "log"
      ? ["the final patch of the log", surety(method)].filter(Boolean).join(", ")
      : "worked out from what its turns changed";
  return `${count(files, "file")}: ${how}`;
}

/** @param {Patches} told */
function lead(told) {
  const { files } = told;
  const same = files.filter((file) => file.same).length;
  const both = files.filter((file) => file.left && file.right).length;
  const parts = [
    files.length > 0 && same === files.length && "The patches are the same.",
    both > same && `${count(both - same, "file")} changed otherwise.`,
    both < files.length && `${count(files.length - both, "file")} changed by one run only.`,
    same > 0 && same < files.length && `${count(same, "file")} changed alike.`,
    files.length === 0 && "Neither run leaves a change that is known.",
  ];
  return h(
    "div",
    "leads",
    h("p", "lead", parts.filter(Boolean).join(" ")),
    h(
      "p",
      "note",
      h("b", {}, "left "),
      source(told.left),
      " · ",
      h("b", {}, "right "),
      source(told.right),
      " · lines with = stand in both patches",
    ),
  );
}

/** @param {App} app @returns {import("./types.js").Pane} */
export function createPatches(app) {
  const el = h("div", "scroll patches");
  /** @type {Promise<Patches>|null} */
  let coming = null;
  let opened = "";

  const load = () => {
    if (coming) return coming;
    el.replaceChildren(h("p", "note", "Loading the patches…"));
    coming = get(app.data.api.patches).then((told) => {
      const more = told.n_files - told.files.length;
      fill(
        el,
        lead(told),
        ...told.files.map(createFile),
        more > 0 && h("p", "note", `${count(more, "further file")} not shown.`),
      );
      return told;
    });
    coming.catch((error) => {
      coming = null;
      fill(
        el,
        h("p", "note bad", `✕ The patches can't be shown: ${error instanceof Error ? error.message : error}`),
        button("try again", () => void load()),
      );
    });
    return coming;
  };

  /** @param {Patches} told @param {string} path as either run names it */
  const reveal = (told, path) => {
    const found = told.files.find((file) =>
      [file.path, file.left?.path, file.right?.path].some(
        (name) => name && (path === name || path.endsWith(`/${name}`)),
      ),
    );
    const at = [...el.querySelectorAll("section.file")].find(
      (section) => section instanceof HTMLElement && section.dataset.path === found?.path,
    );
    if (at) at.scrollIntoView({ block: "start" });
    else app.say(`${path} is in neither patch: what was done to it did not stay.`);
  };

  /** @param {View} view */
  const render = ({ file }) => {
    const asked = load();
    if (file === null || file === opened) return;
    opened = file;
    asked.then((told) => reveal(told, file)).catch(() => {});
  };
  return { el, render };
}
