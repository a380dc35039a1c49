// @ts-check
/** The names of a frame at a step: rows are kept from step to step, and only what differs is drawn. */
import { itemsOf, leftOut } from "./cut.js";
import { button, fill, h, setText } from "./dom.js";
import { parse } from "./literal.js";
import { closed, formerly, valueView } from "./value.js";

/** @typedef {import("./types.js").View} View @typedef {import("./types.js").Binding} Binding @typedef {import("./app.js").App} App */
/** @typedef {import("./value.js").Opened} Opened @typedef {import("./trace.js").Trace} Trace */
/** @typedef {{tr: HTMLTableRowElement, name: HTMLButtonElement, value: HTMLElement, type: HTMLElement, drawn: string, binding: Binding|null}} Row */

const LONGEST_COUNTED = 2_000;
const LONGEST_CUT = 20_000;

/** `list[3]`, `str[12]`: the type, with its length where the repr is short enough to count. @param {string} type @param {string} text */
function typeLabel(type, text) {
  const longest = leftOut(text) ? LONGEST_CUT : LONGEST_COUNTED;
  if (!/^(list|tuple|dict|set|frozenset|str|bytes|deque)$/.test(type) || text.length > longest) return type;
  const node = parse(text);
  const wrapped = node.kind === "call" && node.items?.length && node.items.slice(1).every((item) => item.label);
  const inner = wrapped && node.items ? node.items[0].node : node;
  const n = inner.value?.length ?? itemsOf(inner);
  return n === null ? type : `${type}[${n.toLocaleString("en")}]`;
}

/** A table of one frame's names, for the state pane and for callers. */
export class StateTable {
  /** @param {App} app @param {(name: string) => void} select @param {((name: string) => void)|null} [edit] what if it were another value? */
  constructor(app, select, edit = null) {
    this.app = app;
    this.select = select;
    this.edit = edit;
    this.body = h("tbody");
    this.el = h("table", "state", this.body);
    /** @type {Map<number, Row>} */
    this.rows = new Map();
    /** @type {Map<string, Opened>} */
    this.opened = new Map();
    /** @type {Trace|null} */
    this.trace = null;
    this.row = -1;
    this.order = "";
  }

  /** @param {Binding} b @returns {Row} */
  make(b) {
    const name = button(b.name, () => this.select(b.name), {
      class: "name",
      title: `Select ${b.name}: its history, W, [ and ]`,
    });
    const type = h("span", "type");
    const value = h("div", "value");
    const tr = h("tr", {}, h("td", "name", name), h("td", {}, type, value));
    if (this.edit) type.after(editButton(b.name, this.edit));
    return { tr, name, value, type, drawn: "", binding: null };
  }

  /**
   * @param {Trace} trace
   * @param {number} row
   * @param {Binding[]} bindings
   * @param {string|null} selected
   */
  render(trace, row, bindings, selected) {
    if (trace !== this.trace || row !== this.row) {
      this.rows.clear();
      this.trace = trace;
      this.row = row;
      this.order = "";
    }
    const order = bindings.map((b) => b.slot).join();
    for (const b of bindings) {
      const kept = this.rows.get(b.slot) ?? this.make(b);
      this.rows.set(b.slot, kept);
      this.draw(kept, b, b.name === selected);
    }
    if (order !== this.order || order === "")
      this.body.replaceChildren(...bindings.map((b) => /** @type {Row} */ (this.rows.get(b.slot)).tr));
    this.order = order;
  }

  /** @param {Row} row @param {Binding} b @param {boolean} selected */
  draw(row, b, selected) {
    row.binding = b;
    const cls = `${b.gone ? "gone" : b.fresh ? "ch" : ""}${selected ? " sel" : ""}`;
    if (row.tr.className !== cls) row.tr.className = cls;
    const key = `${b.change}:${b.fresh}`;
    if (row.drawn === key) return;
    row.drawn = key;
    const t = /** @type {Trace} */ (this.trace);
    const text = t.text(b.change) ?? "";
    const old = b.fresh && b.prev >= 0 ? t.text(b.prev) : null;
    setText(row.type, b.gone ? "unbound" : typeLabel(t.typeOf(b.change), text));
    const was = old === null ? "" : formerly(old, text);
    fill(
      row.value,
      was && h("span", { class: "old", title: "what it was before" }, was),
      was && !b.gone && h("span", "arrow", " → "),
    );
    if (b.gone) row.value.append(h("span", "note", "deleted here"));
    else row.value.append(...this.view(row, b, text, old));
  }

  /** @param {Row} row @param {Binding} b @param {string} text @param {string|null} old */
  view(row, b, text, old) {
    const c = /** @type {Trace} */ (this.trace).changes;
    const opened = this.opened.get(b.name) ?? closed();
    this.opened.set(b.name, opened);
    return valueView({ text, size: c.size[b.change], cut: c.cut[b.change] === 1, old }, opened, () => {
      row.drawn = "";
      if (row.binding) this.draw(row, row.binding, row.tr.classList.contains("sel"));
    });
  }
}

/** @param {string} name @param {(name: string) => void} edit */
export function editButton(name, edit) {
  return button("✎", () => edit(name), { class: "edit", title: `What if ${name} were another value here?` });
}

/** @param {App} app */
export function createState(app) {
  const title = h("span", "title");
  const when = h("span", "when");
  const back = button("back to the running frame", () => app.select({ frame: null }), { class: "mini", key: "Esc" });
  const select = (/** @type {string} */ name) => app.select({ name: app.focus.name === name ? null : name });
  const table = new StateTable(app, select, (name) => app.kit.whatIf?.open("variable", name));
  const note = h("p", "note");
  const el = h("div", "pane", h("h3", {}, title, h("span", "grow"), when, back), table.el, note);

  /** @param {View} view */
  const render = (view) => {
    const { trace: t, row, running, asOf, step } = view;
    const live = row === running;
    setText(title, `State of ${t.func(row)} · frame ${t.frames.id[row]}`);
    back.hidden = live;
    el.classList.toggle("past", !live);
    setText(when, live ? whenOf(view) : asOf < 0 ? "as of a step before this window" : `as of step ${asOf}`);
    const bindings = asOf < 0 ? t.state(row, t.from - 1) : t.state(row, asOf);
    table.render(
      t,
      row,
      live ? bindings : bindings.map((b) => ({ ...b, fresh: false })).filter((b) => !b.gone),
      view.name,
    );
    const onStack = live || t.stack(running).includes(row);
    note.hidden = live && bindings.length > 0;
    setText(note, !live ? elsewhere(onStack, asOf, step, t, row) : "No local names yet.");
  };
  return { el, render };
}

/** @param {View} view */
function whenOf({ trace: t, step }) {
  const event = t.eventAt(step);
  return event === 1 ? `before line ${t.lineAt(step)}` : `at line ${t.lineAt(step)}`;
}

/** @param {boolean} onStack @param {number} asOf @param {number} step @param {Trace} t @param {number} row */
function elsewhere(onStack, asOf, step, t, row) {
  if (onStack) return "A caller: while the functions it called run, they may have changed these objects.";
  const first = t.byFrame.of(row)[0];
  if (first !== undefined && first > step)
    return `This frame has not begun at step ${step}: it is called at step ${first}.`;
  return `This frame is not on the call stack at step ${step}; these are its values ${asOf < 0 ? "before this window" : `as of step ${asOf}`}.`;
}
