// @ts-check
/** Every key of Trajectory, in one table that the keyboard, the buttons and the help all read. */

/** @type {import("../stepper/keys.js").Key[]} */
export const KEYS = [
  { key: "ArrowRight", label: "→", does: "next turn (J too)", command: "step", dir: 1 },
  { key: "ArrowLeft", label: "←", does: "previous turn (K too)", command: "step", dir: -1 },
  { key: "ArrowDown", label: "↓", does: "scroll down", command: "scroll", dir: 1 },
  { key: "ArrowUp", label: "↑", does: "scroll up", command: "scroll", dir: -1 },
  { key: " ", label: "Space", does: "read on: a page further, then the next turn", command: "read", dir: 1 },
  { key: " ", shift: true, label: "⇧Space", does: "read back", command: "read", dir: -1 },
  { key: "Home", label: "Home", does: "first turn", command: "edge", dir: -1 },
  { key: "End", label: "End", does: "last turn", command: "edge", dir: 1 },
  { key: "n", label: "N", does: "next edit of a file", command: "edit", dir: 1 },
  { key: "p", label: "P", does: "previous edit", command: "edit", dir: -1 },
  { key: "e", label: "E", does: "next error", command: "error", dir: 1 },
  { key: "e", shift: true, label: "⇧E", does: "previous error", command: "error", dir: -1 },
  { key: "t", label: "T", does: "next test run", command: "test", dir: 1 },
  { key: "t", shift: true, label: "⇧T", does: "previous test run", command: "test", dir: -1 },
  {
    key: "]",
    label: "]",
    does: "next change of the file (the open one, or the one opened last)",
    command: "change",
    dir: 1,
  },
  { key: "[", label: "[", does: "previous change of the file", command: "change", dir: -1 },
  { key: "w", label: "W", does: "last change of the file up to here", command: "write" },
  { key: "i", label: "I", does: "into the sub-agent that this turn started", command: "into" },
  { key: "o", label: "O", does: "out, to the run that started this one", command: "out" },
  { key: "f", label: "F", does: "first divergence: beside another run of the task", command: "divergence" },
  { key: "1", label: "1", does: "the turn", command: "turn" },
  { key: "2", label: "2", does: "the diff of all files so far, and the final patch (D too)", command: "diff" },
  { key: "3", label: "3", does: "the file at this turn", command: "file" },
  { key: "4", label: "4", does: "the raw record of the log", command: "raw" },
  { key: "z", label: "Z", does: "unfold all: reasoning, arguments; again: fold", command: "fold" },
  { key: "v", label: "V", does: "which kinds of turns are shown", command: "kinds" },
  { key: "g", label: "G", does: "go to turn", command: "goto" },
  { key: "/", label: "/", does: "find in this run: messages, calls, outputs", command: "find" },
  { key: "s", label: "S", does: "copy link to this turn (also as short link, SQL, Python)", command: "share" },
  { key: "?", label: "?", does: "all keys", command: "help" },
  { key: "Escape", label: "Esc", does: "close what is open; back to the turn", command: "escape" },
];

/** Keys that do the same as one of the others. */
export const ALSO = /** @type {import("../stepper/keys.js").Key[]} */ ([
  { key: "j", label: "J", does: "next turn", command: "step", dir: 1 },
  { key: "k", label: "K", does: "previous turn", command: "step", dir: -1 },
  { key: "d", label: "D", does: "the diff so far", command: "diff" },
  { key: "PageDown", label: "PgDn", does: "a page down", command: "page", dir: 1 },
  { key: "PageUp", label: "PgUp", does: "a page up", command: "page", dir: -1 },
]);
