// @ts-check
/** Where the elements of the SQL page meet: they are modules of one document, so that they share this object. */

/** @type {{insert: ((text: string, select?: [number, number]) => void)|null}} writes at the editor's caret */
export const desk = { insert: null };

/**
 * Says to the page, whose style dims what is no longer so, how far the editor is from what was run.
 * @param {HTMLElement} root the editor's @param {{edited: boolean, retyped: boolean}} now retyped: the text itself
 */
export function differ(root, { edited, retyped }) {
  const around = root.getRootNode();
  const page = (around instanceof ShadowRoot ? around.host : root).closest(".st-key-sql_desk");
  page?.toggleAttribute("data-edited", edited);
  page?.toggleAttribute("data-retyped", retyped);
}
