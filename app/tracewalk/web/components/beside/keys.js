// @ts-check
/** Every key of Compare two runs, in one table that the keyboard, the buttons and the help all read. */

/** @type {import("../stepper/keys.js").Key[]} */
export const KEYS = [
  {
    key: "ArrowRight",
    label: "→",
    does: "next row: the next turn of either run, or of both (J too)",
    command: "step",
    dir: 1,
  },
  { key: "ArrowLeft", label: "←", does: "previous row (K too)", command: "step", dir: -1 },
  { key: "ArrowDown", label: "↓", does: "scroll both down", command: "scroll", dir: 1 },
  { key: "ArrowUp", label: "↑", does: "scroll both up", command: "scroll", dir: -1 },
  { key: " ", label: "Space", does: "read on: a page further, then the next row", command: "read", dir: 1 },
  { key: " ", shift: true, label: "⇧Space", does: "read back", command: "read", dir: -1 },
  { key: "Home", label: "Home", does: "first row", command: "edge", dir: -1 },
  { key: "End", label: "End", does: "last row", command: "edge", dir: 1 },
  {
    key: "f",
    label: "F",
    does: "first divergence: where one first does another thing than the other",
    command: "divergence",
  },
  {
    key: "n",
    label: "N",
    does: "next difference: where rows begin to differ, or to differ in another way",
    command: "difference",
    dir: 1,
  },
  { key: "p", label: "P", does: "previous difference", command: "difference", dir: -1 },
  { key: "]", label: "]", does: "next edit of either run", command: "edit", dir: 1 },
  { key: "[", label: "[", does: "previous edit", command: "edit", dir: -1 },
  { key: "e", label: "E", does: "next error of either run", command: "error", dir: 1 },
  { key: "e", shift: true, label: "⇧E", does: "previous error", command: "error", dir: -1 },
  { key: "t", label: "T", does: "next test run of either run", command: "test", dir: 1 },
  { key: "t", shift: true, label: "⇧T", does: "previous test run", command: "test", dir: -1 },
  { key: "1", label: "1", does: "the turns", command: "turns" },
  { key: "2", label: "2", does: "patch against patch (D too)", command: "patches" },
  { key: "3", label: "3", does: "tests against tests, and how both were judged", command: "tests" },
  { key: "v", label: "V", does: "only rows that differ; again: all rows", command: "only" },
  { key: "z", label: "Z", does: "unfold all: reasoning, arguments; again: fold", command: "fold" },
  { key: "o", label: "O", does: "open the turn of the left run on its own page", command: "open", dir: -1 },
  { key: "o", shift: true, label: "⇧O", does: "open the turn of the right run", command: "open", dir: 1 },
  { key: "x", label: "X", does: "swap left and right", command: "swap" },
  { key: "a", label: "A", does: "another run of the task beside this one", command: "others" },
  { key: "g", label: "G", does: "go to a turn of the left run", command: "goto" },
  { key: "/", label: "/", does: "find in both runs", command: "find" },
  { key: "s", label: "S", does: "copy link to this row (also as short link, SQL, Python)", command: "share" },
  { key: "?", label: "?", does: "all keys", command: "help" },
  { key: "Escape", label: "Esc", does: "close what is open; back to the turns", command: "escape" },
];

/** Keys that do the same as one of the others. */
export const ALSO = /** @type {import("../stepper/keys.js").Key[]} */ ([
  { key: "j", label: "J", does: "next row", command: "step", dir: 1 },
  { key: "k", label: "K", does: "previous row", command: "step", dir: -1 },
  { key: "d", label: "D", does: "patch against patch", command: "patches" },
  { key: "PageDown", label: "PgDn", does: "a page down", command: "page", dir: 1 },
  { key: "PageUp", label: "PgUp", does: "a page up", command: "page", dir: -1 },
]);
