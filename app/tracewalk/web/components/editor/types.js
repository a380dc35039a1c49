// @ts-check
/**
 * The shapes that the editor's modules share: what Python gives, what the words to complete are.
 *
 * @typedef {object} Field a parameter of the query
 * @property {string} name without its $
 * @property {string} type VARCHAR, BIGINT, DOUBLE, BOOLEAN, TIMESTAMP; empty where nothing says it
 * @property {string|null} value as given
 * @property {string|null} default what it is where nothing is given; null: NULL
 * @property {boolean} required
 * @property {string} about
 * @property {string[]} options values that this lake has
 *
 * @typedef {object} Word something that can be completed
 * @property {string} text as it is inserted
 * @property {"table"|"column"|"macro"|"function"|"keyword"|"parameter"} kind
 * @property {string} about its type, its table, its sentence
 * @property {string} [of] of a column: its table
 *
 * @typedef {object} Fault what was wrong with the query as it was run
 * @property {string} message
 * @property {number|null} position in characters (not UTF-16 units) from the text's start
 *
 * @typedef {object} Told what is said of a result, and how it is taken along
 * @property {string[]} facts rows, columns, milliseconds
 * @property {string|null} truncated
 * @property {string} more what a file has that the page does not
 * @property {{form: string, url: string, about: string}[]} files
 * @property {string} python
 *
 * @typedef {object} Data what the Python side gives the editor
 * @property {string} text the query
 * @property {number} turn another number: the text takes the place of what is being edited
 * @property {Field[]} fields
 * @property {string} named the text that is a named query as it stands, empty where none is chosen
 * @property {Word[]} words tables, columns and macros
 * @property {string[]} functions names of what can be called besides
 * @property {Fault|null} fault
 * @property {number|null} running seconds that the query runs already; null: none does
 * @property {string|null} cancelled after how long it was; null: it was not
 * @property {Told|null} told of the result that is shown
 * @property {string|null} refusal why typed text cannot run here
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
