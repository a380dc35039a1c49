// @ts-check
/** The step index: one window of a trace, made so that any question about any step costs O(log n). */
import { Groups, lastAtMost } from "./csr.js";

/** @typedef {import("./types.js").Payload} Payload @typedef {import("./types.js").Binding} Binding */

/** Codes of the events inside the index. */
export const EVENT = { call: 0, line: 1, return: 2, exception: 3, yield: 4, resume: 5, unwind: 6 };
export const EVENT_NAMES = /** @type {(keyof typeof EVENT)[]} */ (Object.keys(EVENT));

/** Changes of the window, those of `before` in front, as typed arrays. */
class ChangeColumns {
  /** @param {Payload} p @param {Map<number, number>} rowOf @param {Int32Array} frame row of each step */
  constructor(p, rowOf, frame) {
    const old = p.before?.changes;
    const head = old ? old.step.length : 0;
    const n = head + p.changes.step.length;
    this.head = head;
    this.length = n;
    /** @param {"step"|"name"|"value"|"type"|"size"|"cut"} key */
    const column = (key) => {
      const a = new Int32Array(n);
      if (old) a.set(old[key]);
      a.set(p.changes[key], head);
      return a;
    };
    this.step = column("step");
    this.name = column("name");
    this.value = column("value");
    this.type = column("type");
    this.size = column("size");
    this.cut = column("cut");
    this.frame = new Int32Array(n);
    for (let i = 0; i < head; i++) this.frame[i] = rowOf.get(/** @type {number[]} */ (old?.frame)[i]) ?? -1;
    for (let i = head; i < n; i++) this.frame[i] = frame[this.step[i] - p.from];
  }
}

export class Trace {
  /** @param {Payload} p */
  constructor(p) {
    this.from = p.from;
    this.to = p.to;
    this.nSteps = p.n_steps;
    this.files = p.files;
    this.names = p.names;
    this.types = p.types;
    this.strings = p.strings;
    this.output = p.output;
    const code = p.events.map((name) => EVENT[/** @type {keyof typeof EVENT} */ (name)]);
    this.event = new Uint8Array(p.event);
    for (let i = 0; i < this.event.length; i++) this.event[i] = code[this.event[i]];
    this.line = new Int32Array(p.line);
    this.value = new Int32Array(p.value);
    this.rowOf = new Map(p.frames.id.map((id, row) => [id, row]));
    this.frames = {
      id: p.frames.id,
      caller: Int32Array.from(p.frames.caller, (id) => this.rowOf.get(id) ?? -1),
      depth: new Int32Array(p.frames.depth),
      thread: new Int32Array(p.frames.thread),
      func: p.frames.func,
      file: new Int32Array(p.frames.file),
    };
    this.frame = this.#rows(p.frame);
    this.lineBefore = new Map(
      Object.entries(p.before?.line ?? {}).map(([id, line]) => [this.rowOf.get(+id) ?? -1, line]),
    );
    this.changes = new ChangeColumns(p, this.rowOf, this.frame);
    const n = this.event.length;
    const absolute = new Int32Array(n);
    for (let i = 0; i < n; i++) absolute[i] = i + this.from;
    /** Steps of each frame. */
    this.byFrame = new Groups(this.frame, this.frames.id.length, absolute);
    /** Steps at which an exception shows. */
    this.exceptions = absolute.filter((_, i) => this.event[i] === EVENT.exception);
    /** Where each file's lines begin in `byLine`. */
    this.lineBase = this.#lineBase();
    /** Steps at which each line runs. */
    this.byLine = new Groups(this.#lineKeys(), this.lineBase[this.files.length], absolute);
    this.nameIds = new Map(this.names.map((name, i) => [name, i]));
    /** (frame, name) -> slot. @type {Map<number, number>} */
    this.slots = new Map();
    const { slot, frameOf } = this.#slotKeys();
    /** Changes of each slot, and their steps. */
    this.bySlot = new Groups(slot, frameOf.length);
    this.slotSteps = new Int32Array(slot.length);
    for (let i = 0; i < slot.length; i++) this.slotSteps[i] = this.changes.step[this.bySlot.items[i]];
    /** Slots of each frame, in order of first binding. */
    this.slotsOf = new Groups(frameOf, this.frames.id.length);
  }

  /** Frame ids as rows; a window names few frames beside its steps, so each run of one frame is looked up once. @param {number[]} ids */
  #rows(ids) {
    const out = new Int32Array(ids.length);
    let [last, row] = [-1, -1];
    for (let i = 0; i < ids.length; i++) {
      if (ids[i] !== last) row = this.rowOf.get((last = ids[i])) ?? -1;
      out[i] = row;
    }
    return out;
  }

  #lineBase() {
    const base = new Int32Array(this.files.length + 1);
    for (let i = 0; i < this.line.length; i++) {
      const file = this.frames.file[this.frame[i]];
      if (file >= 0 && this.line[i] >= base[file + 1]) base[file + 1] = this.line[i] + 1;
    }
    for (let file = 0; file < this.files.length; file++) base[file + 1] += base[file];
    return base;
  }

  #lineKeys() {
    const keys = new Int32Array(this.line.length).fill(-1);
    for (let i = 0; i < keys.length; i++) {
      const file = this.frames.file[this.frame[i]];
      if (file >= 0 && this.#runs(i)) keys[i] = this.lineBase[file] + this.line[i];
    }
    return keys;
  }

  /** Whether a line's run is counted here: its `line` step; for a `def` line its call. @param {number} i */
  #runs(i) {
    if (this.event[i] === EVENT.line) return true;
    if (this.event[i] !== EVENT.call) return false;
    return !(
      this.event[i + 1] === EVENT.line &&
      this.frame[i + 1] === this.frame[i] &&
      this.line[i + 1] === this.line[i]
    );
  }

  #slotKeys() {
    const c = this.changes;
    const slot = new Int32Array(c.length);
    /** @type {number[]} */
    const frameOf = [];
    for (let i = 0; i < c.length; i++) {
      const key = c.frame[i] * this.names.length + c.name[i];
      let s = this.slots.get(key);
      if (s === undefined) {
        s = frameOf.length;
        this.slots.set(key, s);
        frameOf.push(c.frame[i]);
      }
      slot[i] = s;
    }
    return { slot, frameOf };
  }

  /** @param {number} step whether this window holds it */
  has(step) {
    return step >= this.from && step < this.to;
  }

  /** @param {number} step */
  eventAt(step) {
    return this.event[step - this.from];
  }

  /** @param {number} step @returns {number} row of the running frame */
  frameAt(step) {
    return this.frame[step - this.from];
  }

  /** @param {number} step */
  lineAt(step) {
    return this.line[step - this.from];
  }

  /** @param {number} step @returns {string|null} what is returned, yielded or raised there */
  valueAt(step) {
    const v = this.value[step - this.from];
    return v < 0 ? null : this.strings[v];
  }

  /** @param {number} row */
  depth(row) {
    return this.frames.depth[row];
  }

  /** The function's qualified name, without Python's `<locals>`. @param {number} row */
  func(row) {
    return this.frames.func[row].replaceAll(".<locals>", "");
  }

  /** @param {number} row @param {number} step @returns {number} the frame's last step up to there, -1: before the window */
  lastStep(row, step) {
    const steps = this.byFrame.of(row);
    const at = lastAtMost(steps, step);
    return at < 0 ? -1 : steps[at];
  }

  /** @param {number} row @param {number} asOf a step of that frame, or -1 @returns {number} 0: not known */
  lineOf(row, asOf) {
    return asOf >= 0 ? this.lineAt(asOf) : (this.lineBefore.get(row) ?? 0);
  }

  /** @param {number} row @returns {number[]} rows from this frame out to the first */
  stack(row) {
    const out = [];
    for (let r = row; r >= 0; r = this.frames.caller[r]) out.push(r);
    return out;
  }

  /** @param {number} row @param {string} name @returns {number} -1: this frame never binds that name here */
  slot(row, name) {
    const id = this.nameIds.get(name);
    return id === undefined ? -1 : (this.slots.get(row * this.names.length + id) ?? -1);
  }

  /** @param {number} slot @returns {Int32Array} steps at which it changed, ascending */
  stepsOf(slot) {
    return this.slotSteps.subarray(this.bySlot.start[slot], this.bySlot.start[slot + 1]);
  }

  /** @param {number} slot @param {number} step @returns {number} the change in force, -1: not bound yet */
  changeAt(slot, step) {
    const at = lastAtMost(this.stepsOf(slot), step);
    return at < 0 ? -1 : this.bySlot.items[this.bySlot.start[slot] + at];
  }

  /** @param {number} change @returns {string|null} null: unbound */
  text(change) {
    const v = this.changes.value[change];
    return v < 0 ? null : this.strings[v];
  }

  /** @param {number} change */
  typeOf(change) {
    const t = this.changes.type[change];
    return t < 0 ? "" : this.types[t];
  }

  /**
   * The fold of a frame's changes up to a step: names bound there, and names unbound at that very step.
   * @param {number} row
   * @param {number} step
   * @returns {Binding[]}
   */
  state(row, step) {
    const c = this.changes;
    /** @type {Binding[]} */
    const out = [];
    for (const slot of this.slotsOf.of(row)) {
      const at = lastAtMost(this.stepsOf(slot), step);
      if (at < 0) continue;
      const base = this.bySlot.start[slot] + at;
      const change = this.bySlot.items[base];
      const fresh = c.step[change] === step;
      const gone = c.value[change] < 0;
      if (gone && !fresh) continue;
      const prev = at > 0 ? this.bySlot.items[base - 1] : -1;
      out.push({ slot, name: this.names[c.name[change]], change, prev, fresh, gone });
    }
    return out;
  }

  /** @param {number} file @param {number} line @returns {Int32Array} steps at which the line runs in this window */
  runs(file, line) {
    const key = this.lineBase[file] + line;
    return file >= 0 && key < this.lineBase[file + 1] ? this.byLine.of(key) : new Int32Array(0);
  }
}
