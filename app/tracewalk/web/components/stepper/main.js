// @ts-check
/**
 * The component's entry. Streamlit calls it again on the same element at every rerun and theme flip: the stepper is made
 * once per element, and once more when another trace is to be shown.
 */
import { App } from "./app.js";
import { h } from "./dom.js";

/** @type {WeakMap<object, {app: App, root: HTMLElement}>} */
const mounted = new WeakMap();

/** @param {HTMLElement|ShadowRoot} parent */
function makeRoot(parent) {
  const root = h("div", { class: "tw", label: "Trace stepper" });
  root.tabIndex = 0;
  parent.append(root);
  return root;
}

/** @param {import("./types.js").Component} component @returns {() => void} cleanup */
export default function mount(component) {
  const { parentElement: parent, data } = component;
  const known = mounted.get(parent);
  if (known && known.app.data.trace_id === data.trace_id) {
    known.app.component = component;
    known.app.data = data;
    known.app.dress();
  } else {
    known?.app.close();
    const root = known?.root ?? makeRoot(parent);
    delete root.dataset.ready;
    const app = new App(root, component);
    mounted.set(parent, { app, root });
    void app.open();
  }
  return () => {
    const last = mounted.get(parent);
    last?.app.close();
    last?.root.remove();
    mounted.delete(parent);
  };
}
