// @ts-check
/**
 * The shapes that the result's modules share.
 *
 * @typedef {null|string|number|boolean|{text: string}} Cell `text`: the beginning of a longer value
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {string} type as DuckDB writes it
 * @property {"number"|"text"|"truth"|"time"|"nested"|"bytes"} kind
 * @property {(string|null)[]|null} links where each cell leads, relative to the document; null: nowhere
 *
 * @typedef {object} Data what the Python side gives the result
 * @property {string} key another one: another result
 * @property {Column[]} columns
 * @property {Cell[][]} cells by column
 * @property {number} n_rows
 * @property {{row: number, column: number, text: string}|null} whole a cell whose beginning alone was sent
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
