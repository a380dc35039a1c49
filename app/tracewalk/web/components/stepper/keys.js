// @ts-check
/** Every key of Trace: what it does, in one table that the keyboard, the buttons and the help all read. */

/** @typedef {{key: string, shift?: boolean, label: string, does: string, command: string, dir?: 1|-1}} Key */

/** @type {Key[]} */
export const KEYS = [
  { key: "ArrowRight", label: "→", does: "step forward", command: "step", dir: 1 },
  { key: "ArrowLeft", label: "←", does: "step back", command: "step", dir: -1 },
  { key: "ArrowDown", label: "↓", does: "over a call, forward", command: "over", dir: 1 },
  { key: "ArrowUp", label: "↑", does: "over a call, back", command: "over", dir: -1 },
  { key: "i", label: "I", does: "into the next call of this frame", command: "into", dir: 1 },
  { key: "i", shift: true, label: "⇧I", does: "back into the end of its last call", command: "into", dir: -1 },
  { key: "o", label: "O", does: "out, to the caller", command: "out", dir: 1 },
  { key: "o", shift: true, label: "⇧O", does: "back out, to where it was called", command: "out", dir: -1 },
  { key: "Home", label: "Home", does: "first step", command: "edge", dir: -1 },
  { key: "End", label: "End", does: "last step", command: "edge", dir: 1 },
  { key: "w", label: "W", does: "last write of the selected name", command: "write" },
  { key: "[", label: "[", does: "previous change of the selected name", command: "change", dir: -1 },
  { key: "]", label: "]", does: "next change of the selected name", command: "change", dir: 1 },
  { key: "e", label: "E", does: "next exception that is raised", command: "raise" },
  {
    key: "n",
    label: "N",
    does: "next exception, frame by frame as it passes (next divergence, beside a prediction)",
    command: "exception",
    dir: 1,
  },
  { key: "p", label: "P", does: "previous exception, likewise", command: "exception", dir: -1 },
  { key: "f", label: "F", does: "first divergence (where a prediction is shown)", command: "divergence" },
  {
    key: "l",
    label: "L",
    does: "next run of the selected line (of the current one, if none is)",
    command: "run",
    dir: 1,
  },
  { key: "l", shift: true, label: "⇧L", does: "previous run of that line", command: "run", dir: -1 },
  { key: "g", label: "G", does: "go to step", command: "goto" },
  {
    key: "/",
    label: "/",
    does: "find a name, value or source text; or where an expression becomes true",
    command: "find",
  },
  { key: "m", label: "M", does: "have a model predict this trace", command: "predict" },
  { key: "v", label: "V", does: "what if? edit a value, a line or the input, and run it again", command: "whatif" },
  { key: "s", label: "S", does: "copy link to this moment (also as short link, SQL, Python)", command: "share" },
  { key: "?", label: "?", does: "all keys", command: "help" },
  { key: "Escape", label: "Esc", does: "close what is open; back to the running frame", command: "escape" },
];

const TYPING = /^(INPUT|TEXTAREA|SELECT)$/;
const TAKES_KEYS =
  "[role=slider], [role=spinbutton], [role=textbox], [role=combobox], [role=listbox], [role=grid], [role=menu]";

/** @param {KeyboardEvent} event whether it belongs to an input, or to the browser */
export function isTyping(event) {
  const target = event.composedPath()[0];
  const at = target instanceof HTMLElement ? target : null;
  return (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.isComposing ||
    (at !== null && (TYPING.test(at.tagName) || at.isContentEditable || at.closest(TAKES_KEYS) !== null))
  );
}

/** @param {KeyboardEvent} event @param {Key[]} keys @returns {Key|undefined} */
export function keyOf(event, keys) {
  const letter = /^[a-z]$/i.test(event.key);
  const name = letter ? event.key.toLowerCase() : event.key;
  return keys.find((k) => k.key === name && (!letter || Boolean(k.shift) === event.shiftKey));
}

/** @param {Key[]} keys @param {string} command @param {1|-1} [dir] @returns {Key|undefined} */
export function keyFor(keys, command, dir) {
  return keys.find((k) => k.command === command && (dir === undefined || k.dir === dir));
}
