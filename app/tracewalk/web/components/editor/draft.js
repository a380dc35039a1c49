// @ts-check
/** A text that was not run yet stays in this tab while another page is looked at. */

const KEY = "tracewalk-sql-draft";

/** @param {string} base the text that it was made from @returns {string|null} */
export function kept(base) {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return found?.base === base && found.text !== base ? String(found.text) : null;
  } catch {
    return null;
  }
}

/** @param {string} base @param {string} text */
export function keep(base, text) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ base, text }));
  } catch {
    // A browser that keeps nothing loses a draft, no more.
  }
}
