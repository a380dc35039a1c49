// @ts-check
/**
 * How Streamlit's calls reach what is on the page. It calls again on the same element at every rerun and change of theme,
 * and the code loads meanwhile: a call that another has overtaken may come after it, and is taken back at once by its
 * clean-up, which is also what it calls when the element has left the page.
 */

/**
 * @template {{parentElement: HTMLElement|ShadowRoot}} C
 * @param {(component: C) => void} apply shows what the server knows now
 * @param {(parent: HTMLElement|ShadowRoot) => void} close the element has left the page
 * @returns {(component: C) => () => void} the component's entry; what it returns cleans up
 */
export function called(apply, close) {
  /** @type {WeakMap<object, C>} */
  const shown = new WeakMap();
  return (component) => {
    const { parentElement: parent } = component;
    const before = shown.get(parent);
    shown.set(parent, component);
    apply(component);
    return () => {
      // Not at once: React takes the element away before it cleans up or after.
      setTimeout(() => {
        if (!parent.isConnected) close(parent);
        else if (before && shown.get(parent) === component) {
          shown.set(parent, before);
          apply(before);
        }
      });
    };
  };
}
