// @ts-check
/**
 * What every page that is walked by keys needs around its panes: keys and commands, short words to the user, its theme
 * and height, the address, and the report of where the user is to Python.
 */
import { h } from "./dom.js";
import { isTyping, keyOf } from "./keys.js";
import { themeOf } from "./theme.js";

/** @typedef {import("./keys.js").Key} Key */
/** @typedef {{el: HTMLElement, close: () => boolean}} Panel opens over the panes; close: whether it was open */

/**
 * @template D what Python gives
 * @typedef {object} Mounted what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {D} data
 * @property {(name: string, value: unknown) => void} setStateValue
 */

const REPORT = 300;
const MESSAGE = 4_000;

/** @template D what Python gives @template F what the focus is */
export class Shell {
  /** @param {HTMLElement} root @param {Mounted<D>} component */
  constructor(root, component) {
    this.root = root;
    this.component = component;
    this.data = component.data;
    /** @type {import("./url.js").Address<F>|null} */
    this.address = null;
    this.theme = themeOf(root);
    this.turn = 0;
    this.messageTimer = 0;
    this.reportTimer = 0;
    this.message = h("div", { class: "toast", role: "status" });
    this.message.hidden = true;
    this.onKey = (/** @type {KeyboardEvent} */ event) => this.key(event);
    this.onResize = () => this.fit();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("resize", this.onResize);
  }

  // What a page says of itself.

  /** @returns {Key[]} */
  get keys() {
    return [];
  }

  /** @returns {Record<string, (app: any, dir: 1|-1) => Promise<void>|void>} what the keys and buttons do */
  get commands() {
    return {};
  }

  /** @returns {Record<string, Panel>} */
  get panels() {
    return {};
  }

  /** Whether there is something to move in. */
  get loaded() {
    return false;
  }

  /** @returns {unknown} what Python is told of the focus */
  told() {
    return null;
  }

  render() {}

  // What it does for all of them.

  /** @param {string} name @param {1|-1} dir */
  async command(name, dir) {
    try {
      await this.commands[name](this, dir);
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  /** Begins something that a later move makes void. */
  begin() {
    return ++this.turn;
  }

  /** @param {number} token */
  still(token) {
    return token === this.turn;
  }

  /** A short word to the user, which goes by itself. @param {string} text */
  say(text) {
    clearTimeout(this.messageTimer);
    this.message.textContent = text;
    this.message.hidden = false;
    this.messageTimer = window.setTimeout(() => (this.message.hidden = true), MESSAGE);
  }

  /** Closes what is open above the panes. @returns {boolean} whether anything was */
  closeAll() {
    const closed = Object.values(this.panels)
      .map((panel) => panel.close())
      .some(Boolean);
    this.message.hidden = true;
    return closed;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.defaultPrevented || !this.root.isConnected || !this.loaded || isTyping(event)) return;
    const key = keyOf(event, this.keys);
    const at = event.composedPath()[0];
    // Space presses what has the focus.
    if (!key || (key.key === " " && at instanceof Element && at.closest("button, summary, a, label"))) return;
    event.preventDefault();
    event.stopPropagation();
    void this.command(key.command, key.dir ?? 1);
  }

  /** Keys go on after a click: a button that keeps the focus would take the next Space. */
  keepKeys() {
    this.root.addEventListener("click", (event) => {
      const at = event.composedPath()[0];
      const typing = at instanceof Element && at.closest("input, select, textarea, a, .panel");
      if (event.detail > 0 && !typing && getSelection()?.isCollapsed) this.root.focus({ preventScroll: true });
    });
  }

  /** Tells Python, once the user rests. */
  report() {
    clearTimeout(this.reportTimer);
    this.reportTimer = window.setTimeout(() => this.component.setStateValue("focus", this.told()), REPORT);
  }

  /** Takes the theme and the height of its surroundings; called again at a theme flip. */
  dress() {
    this.theme = themeOf(this.root);
    this.root.dataset.theme = this.theme;
    this.fit();
    this.render();
  }

  fit() {
    const top = this.root.getBoundingClientRect().top + window.scrollY;
    this.root.style.height = `${Math.max(560, window.innerHeight - Math.min(top, 240) - 12)}px`;
  }

  close() {
    clearTimeout(this.reportTimer);
    clearTimeout(this.messageTimer);
    this.begin();
    this.address?.close();
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("resize", this.onResize);
  }
}
