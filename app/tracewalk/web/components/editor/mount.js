// @ts-check
/** How Streamlit's calls become one object for each element. */
import { called } from "../stepper/calls.js";
import { h } from "../stepper/dom.js";

/**
 * @template C
 * @typedef {{update: (component: C) => void, close: () => void}} Made
 */

/**
 * @template {{parentElement: HTMLElement|ShadowRoot}} C
 * @param {string} name the class of its root
 * @param {new (root: HTMLElement, component: C) => Made<C>} Make
 * @returns {(component: C) => () => void} the component's entry; what it returns cleans up
 */
export function mounting(name, Make) {
  /** @type {WeakMap<object, {made: Made<C>, root: HTMLElement}>} */
  const mounted = new WeakMap();
  /** @param {C} component */
  const apply = (component) => {
    const parent = component.parentElement;
    const known = mounted.get(parent);
    if (known) known.made.update(component);
    else {
      const root = h("div", `tw ${name}`);
      parent.append(root);
      mounted.set(parent, { root, made: new Make(root, component) });
    }
  };
  return called(apply, (parent) => {
    const last = mounted.get(parent);
    last?.made.close();
    last?.root.remove();
    mounted.delete(parent);
  });
}
