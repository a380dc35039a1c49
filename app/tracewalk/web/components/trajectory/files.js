// @ts-check
/** The files that were changed up to the turn; and where the agent stood. */
import { button, h, setText } from "../stepper/dom.js";
import { digits, split } from "./words.js";

/** @typedef {import("./app.js").App} App @typedef {import("./types.js").View} View @typedef {import("./types.js").FileDiff} FileDiff */

const SIGNS = /** @type {Record<string, string>} */ ({ create: "+", edit: "±", delete: "−", rename: "→" });

/** @param {App} app */
export function createFiles(app) {
  const total = h("span", "when");
  const list = h("div", "files");
  const where = h("dl", "where");
  const el = h("div", "pane", h("h3", {}, h("span", "title", "Files changed"), h("span", "grow"), total), list, where);
  const none = h("p", "note", "none up to here");
  /** @type {Map<string, HTMLElement>} made once for each path */
  const rows = new Map();
  let shown = "";

  /** @param {string} path */
  const create = (path) => {
    const [folder, name] = split(path);
    const row = button("", () => app.openFile(path));
    row.append(h("b"), h("span", "val", name, h("small", {}, folder)), h("span", "counts"));
    rows.set(path, row);
    return row;
  };

  /** @param {import("./run.js").Touched} touched @param {View} view @param {FileDiff[]|undefined} diffs */
  const fileRow = ({ path, action, edits, last }, { turn, file }, diffs) => {
    const row = rows.get(path) ?? create(path);
    const [sign, , counts] = row.children;
    row.className = `fileof${last === turn ? " here" : ""}${path === file ? " on" : ""}`;
    row.title = `${path}\n${edits === 1 ? "1 change" : `${edits} changes`}, the last at turn ${last}`;
    sign.className = `act a-${action}`;
    setText(sign, SIGNS[action] ?? "±");
    const net = diffs?.find((diff) => diff.path === path);
    if (net)
      counts.replaceChildren(h("i", "plus", `+${digits(net.added)}`), " ", h("i", "minus", `−${digits(net.removed)}`));
    else setText(counts, diffs ? (action === "delete" ? "gone" : "undone") : "");
    return row;
  };

  /** @param {View} view @param {FileDiff[]|undefined} diffs */
  const draw = (view, diffs) => {
    const files = view.run.filesAt(view.turn);
    setText(total, files.length ? `${digits(files.length)} up to here` : "");
    arrange(list, files.length ? files.map((touched) => fileRow(touched, view, diffs)) : [none]);
  };

  /** @param {View} view */
  const standing = ({ run, turn }) => {
    const rows = /** @type {[string, string|null][]} */ ([
      ["in", run.valueAt("cwd", turn)],
      ["open", run.valueAt("open_file", turn)],
      ["commit", run.valueAt("commit", turn)],
    ]);
    const known = rows.filter(([, value]) => value);
    where.replaceChildren(
      ...known.flatMap(([name, value]) => [h("dt", {}, name), h("dd", { title: value ?? "" }, value)]),
    );
    where.hidden = known.length === 0;
  };

  /** @param {View} view */
  const render = (view) => {
    const at = view.run.changedAt(view.turn);
    const diffs = at < 0 ? [] : app.diffs.done.get(at);
    const key = `${view.turn}:${view.file}:${Boolean(diffs)}`;
    if (key === shown) return;
    shown = key;
    draw(view, diffs);
    standing(view);
    // Asked for once the user rests: a key held down passes many edits.
    if (!diffs) app.later(() => app.diffs.at(at).then(() => app.render()));
  };
  return { el, render };
}

/** Makes these the children; those that stay where they are are left alone. @param {HTMLElement} list @param {HTMLElement[]} children */
function arrange(list, children) {
  children.forEach((child, i) => {
    if (list.children[i] !== child) list.insertBefore(child, list.children[i] ?? null);
  });
  while (list.children.length > children.length) list.lastElementChild?.remove();
}
