// @ts-check
/**
 * The shapes that the shelf's modules share.
 *
 * @typedef {object} Query
 * @property {string} name `area/name`
 * @property {string} title
 * @property {string} question
 * @property {string} url of the page with it, relative to the document
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {string} type
 * @property {string} about
 *
 * @typedef {object} Table
 * @property {string} name
 * @property {string} about
 * @property {Column[]} columns
 *
 * @typedef {object} Macro
 * @property {string} name
 * @property {boolean} table it stands after FROM
 * @property {string} about
 * @property {Column[]} arguments
 *
 * @typedef {object} Past a query that this session ran
 * @property {string} title its name, or the text's first line
 * @property {string} text the whole query
 * @property {string} said how it ended
 * @property {boolean} bad
 * @property {string} url
 *
 * @typedef {object} Data what the Python side gives the shelf
 * @property {Query[]} queries by area
 * @property {string[]} faults what of an operator's own folder cannot be used, and why
 * @property {string|null} chosen the name of the query on the page
 * @property {Table[]} tables
 * @property {Macro[]} macros
 * @property {Past[]} past latest first
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
