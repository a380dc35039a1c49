// @ts-check
/**
 * How Streamlit's calls become a page of the stepper: it is made once per element, and once more when something else is
 * to be shown.
 */
import { App } from "./app.js";
import { called } from "./calls.js";
import { h } from "./dom.js";

/**
 * @template D what Python gives
 * @typedef {import("./shell.js").Mounted<D>} Mounted
 */
/**
 * @template D
 * @typedef {import("./shell.js").Shell<D, any> & {open: () => Promise<void>}} Page
 */

/** @param {HTMLElement|ShadowRoot} parent @param {string} label */
function makeRoot(parent, label) {
  const root = h("div", { class: "tw", label });
  root.tabIndex = 0;
  parent.append(root);
  return root;
}

/**
 * @template D
 * @param {string} label for screen readers
 * @param {(root: HTMLElement, component: Mounted<D>) => Page<D>} make a page of what is shown
 * @param {(data: D) => string} idOf what is shown
 * @returns {(component: Mounted<D>) => () => void} the component's entry; what it returns cleans up
 */
export function mountingOf(label, make, idOf) {
  /** @type {WeakMap<object, {app: Page<D>, root: HTMLElement}>} */
  const mounted = new WeakMap();
  /** @param {Mounted<D>} component */
  const apply = (component) => {
    const { parentElement: parent, data } = component;
    const known = mounted.get(parent);
    if (known && idOf(known.app.data) === idOf(data)) {
      known.app.component = component;
      known.app.data = data;
      known.app.dress();
    } else {
      known?.app.close();
      const root = known?.root ?? makeRoot(parent, label);
      delete root.dataset.ready;
      const app = make(root, component);
      mounted.set(parent, { app, root });
      void app.open();
    }
  };
  return called(apply, (parent) => {
    const last = mounted.get(parent);
    last?.app.close();
    last?.root.remove();
    mounted.delete(parent);
  });
}

/**
 * A page about a trace.
 * @param {string} label @param {(app: App) => import("./types.js").Kit} makeKit
 */
export function mounting(label, makeKit) {
  /** @param {HTMLElement} root @param {import("./types.js").Component} component */
  const make = (root, component) => new App(root, component, makeKit);
  return mountingOf(label, make, (data) => data.trace_id);
}
