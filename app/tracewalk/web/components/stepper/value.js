// @ts-check
/** One value: folded where long, whole on demand, a tree where it is a container; what was cut is said. */
import { UNSEEN, cutNote, itemsOf, marked } from "./cut.js";
import { brief, button, count, h } from "./dom.js";
import { isTree, parse } from "./literal.js";

/** @typedef {{whole: boolean, tree: boolean, paths: Set<string>}} Opened what the user opened; it survives steps */
/** @typedef {{text: string, size: number, cut: boolean, old: string|null}} Shown */

const FOLD = 200;
const PAGE = 100;

/** @returns {Opened} */
export function closed() {
  return { whole: false, tree: false, paths: new Set() };
}

/**
 * A text in three parts, the middle one what differs from `old`; long outer parts are shortened.
 * @param {string} text
 * @param {string|null} old
 * @param {number} [limit]
 * @returns {[string, string, string]}
 */
export function parts(text, old, limit = FOLD) {
  if (old === null || text.length < 12 || old.length < 12) return [fold(text, limit), "", ""];
  let head = 0;
  while (head < text.length && head < old.length && text[head] === old[head]) head++;
  let tail = 0;
  while (
    tail < text.length - head &&
    tail < old.length - head &&
    text[text.length - 1 - tail] === old[old.length - 1 - tail]
  )
    tail++;
  const before = text.slice(0, head);
  const changed = text.slice(head, text.length - tail);
  const after = text.slice(text.length - tail);
  if (text.length <= limit) return [before, changed, after];
  const room = Math.floor(limit / 3);
  return [
    before.length > room ? `${before.slice(0, 20)} … ${before.slice(-(room - 20))}` : before,
    fold(changed, room),
    after.length > room ? `${after.slice(0, room)} …` : after,
  ];
}

/** What a value was, as far as it differs from what it is. @param {string} old @param {string} text @returns {string} */
export function formerly(old, text) {
  if (old.length <= 48) return old;
  const [before, changed, after] = parts(old, text, 60);
  return changed
    ? `${before.length > 10 ? `… ${before.slice(-8)}` : before}${changed}${after.length > 10 ? `${after.slice(0, 8)} …` : after}`
    : "";
}

/**
 * A value in one line; a long one is shown around what differs from the value before it.
 * @param {string} text
 * @param {string|null} old
 * @returns {(Node|string)[]}
 */
export function inOneLine(text, old) {
  if (text.length <= 60 || old === null) return [brief(text, 160)];
  const [before, changed, after] = parts(text, old, 240);
  const head = before.length > 24 ? `… ${before.slice(-18)}` : before;
  return [head, h("u", "diff", brief(changed, 60)), brief(after, 60)];
}

/** @param {string} text @param {number} [limit] */
export function fold(text, limit = FOLD) {
  return text.length > limit ? `${text.slice(0, limit)} …` : text;
}

/** @param {number} n */
const digits = (n) => n.toLocaleString("en");

/** @param {string} text @param {() => void} close */
function whole(text, close) {
  const copy = button("copy", () => void navigator.clipboard?.writeText(text).catch(() => {}), {
    class: "mini",
    title: "Copy the whole value",
  });
  return h("div", "whole", h("pre", {}, text), h("div", "tools", copy, button("fold", close, { class: "mini" })));
}

/**
 * @param {import("./literal.js").Item[]} items
 * @param {string} path
 * @param {Set<string>} open
 * @param {"list"|"tuple"|"set"|"dict"|"call"} kind
 */
function branch(items, path, open, kind) {
  const el = h("div", "branch");
  let shown = 0;
  const more = () => {
    for (const item of items.slice(shown, shown + PAGE)) {
      el.append(leaf(item, kind === "set" ? "·" : String(shown), `${path}/${shown}`, open));
      shown++;
    }
    if (shown < items.length) {
      const next = button(
        `show ${Math.min(PAGE, items.length - shown)} more of ${digits(items.length - shown)}`,
        () => {
          next.remove();
          more();
        },
        { class: "mini" },
      );
      el.append(next);
    }
  };
  more();
  return el;
}

/** @param {import("./literal.js").Item} item @param {string} index @param {string} path @param {Set<string>} open @returns {HTMLElement} */
function leaf(item, index, path, open) {
  const { key, label, node } = item;
  const out = key || label ? 0 : marked(node);
  if (out) return h("div", "leaf note", `… ${count(out, "item")} left out by the recorder`);
  const name = h("span", "key", key ? fold(key.text, 60) : (label ?? index), key ? ": " : label ? "=" : " ");
  if (!node.items?.length) return h("div", "leaf", name, h("span", "txt", fold(node.text, 2_000)));
  const size = node.kind === "call" ? (node.name ?? "") : `${node.kind}[${itemsOf(node)?.toLocaleString("en") ?? "…"}]`;
  const el = h(
    "details",
    "leaf",
    h("summary", {}, name, h("span", "txt", fold(node.text, 80)), h("span", "type", size)),
  );
  const show = () => {
    if (el.open && el.children.length === 1)
      el.append(branch(node.items ?? [], path, open, /** @type {"list"} */ (node.kind)));
    if (el.open) open.add(path);
    else open.delete(path);
  };
  el.addEventListener("toggle", show);
  el.open = open.has(path);
  return el;
}

/** @param {string} text @param {Opened} opened */
function tree(text, opened) {
  const node = parse(text);
  if (!node.items) return h("div", "tree note", "This value can't be read as a tree; its text is above.");
  return h("div", "tree", branch(node.items, "", opened.paths, /** @type {"list"} */ (node.kind)));
}

/**
 * @param {Shown} value
 * @param {Opened} opened
 * @param {() => void} redraw after something was opened or closed
 * @returns {Node[]}
 */
export function valueView({ text, size, cut, old }, opened, redraw) {
  /** @type {Node[]} */
  const out = [];
  /** @param {"whole"|"tree"} what */
  const toggle = (what) => () => {
    opened[what] = !opened[what];
    redraw();
  };
  if (isTree(text)) {
    const twist = button(opened.tree ? "▾" : "▸", toggle("tree"), {
      class: "twist",
      title: opened.tree ? "Close the tree" : "Open as a tree",
    });
    twist.setAttribute("aria-expanded", String(opened.tree));
    out.push(twist);
  }
  if (opened.whole) out.push(whole(text, toggle("whole")));
  else {
    const [before, changed, after] = parts(text, old);
    out.push(h("span", "txt", before, changed && h("u", "diff", changed), after));
    if (text.length > FOLD)
      out.push(
        button(`all ${digits(text.length)} characters`, toggle("whole"), {
          class: "mini",
          title: "Show the whole value",
        }),
      );
  }
  if (cut)
    out.push(
      h(
        "span",
        { class: "cut", title: "The recorder's limit on the length of a value; the rest is not in the trace" },
        `✂ ${cutNote(text, size)}; ${UNSEEN}`,
      ),
    );
  if (opened.tree && isTree(text)) out.push(tree(text, opened));
  return out;
}
