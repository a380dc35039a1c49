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
  let shown = "";

  /** @param {View} view @param {FileDiff[]|undefined} diffs */
  const draw = ({ run, turn, file }, diffs) => {
    const files = run.filesAt(turn);
    setText(total, files.length ? `${digits(files.length)} up to here` : "");
    const rows = files.map(({ path, action, edits, last }) => {
      const [folder, name] = split(path);
      const net = diffs?.find((diff) => diff.path === path);
      const here = last === turn;
      const undone = diffs && !net;
      const counts = net
        ? [h("i", "plus", `+${digits(net.added)}`), " ", h("i", "minus", `−${digits(net.removed)}`)]
        : [undone ? (action === "delete" ? "gone" : "undone") : ""];
      const row = button("", () => app.openFile(path), {
        class: `fileof${here ? " here" : ""}${path === file ? " on" : ""}`,
        title: `${path}\n${edits === 1 ? "1 change" : `${edits} changes`}, the last at turn ${last}`,
      });
      row.append(
        h("b", `act a-${action}`, SIGNS[action] ?? "±"),
        h("span", "val", name, h("small", {}, folder)),
        h("span", "counts", ...counts),
      );
      return row;
    });
    list.replaceChildren(...(rows.length ? rows : [h("p", "note", "none up to here")]));
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
