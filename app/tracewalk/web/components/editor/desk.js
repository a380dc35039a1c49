// @ts-check
/** Where the elements of the SQL page meet: they are modules of one document, so that they share this object. */

/** @type {{insert: ((text: string, select?: [number, number]) => void)|null}} writes at the editor's caret */
export const desk = { insert: null };
