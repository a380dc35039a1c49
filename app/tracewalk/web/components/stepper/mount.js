// @ts-check
/**
 * How Streamlit's calls become a page of the stepper: it is made once per element, and once more when another trace is
 * to be shown.
 */
import { App } from "./app.js";
import { called } from "./calls.js";
import { h } from "./dom.js";

/** @typedef {import("./types.js").Component} Component */

/** @param {HTMLElement|ShadowRoot} parent @param {string} label */
function makeRoot(parent, label) {
  const root = h("div", { class: "tw", label });
  root.tabIndex = 0;
  parent.append(root);
  return root;
}

/**
 * @param {string} label for screen readers
 * @param {(app: App) => import("./types.js").Kit} makeKit
 * @returns {(component: Component) => () => void} the component's entry; what it returns cleans up
 */
export function mounting(label, makeKit) {
  /** @type {WeakMap<object, {app: App, root: HTMLElement}>} */
  const mounted = new WeakMap();
  /** @param {Component} component */
  const apply = (component) => {
    const { parentElement: parent, data } = component;
    const known = mounted.get(parent);
    if (known && known.app.data.trace_id === data.trace_id) {
      known.app.component = component;
      known.app.data = data;
      known.app.dress();
    } else {
      known?.app.close();
      const root = known?.root ?? makeRoot(parent, label);
      delete root.dataset.ready;
      const app = new App(root, component, makeKit);
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
