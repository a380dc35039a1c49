// @ts-check
/**
 * The shapes that the modules of the loop share.
 *
 * @typedef {{name: string, model: string|null, protocol: string, modes: string[], note: string}} Endpoint
 *
 * @typedef {{name: string, text: string}} Given a file, as it is sent
 *
 * @typedef {object} Told a loop as the server tells it
 * @property {string} loop
 * @property {"waiting"|"running"|"done"|"stopped"|"failed"} state
 * @property {number} version
 * @property {string} problems the problem set
 * @property {string} format
 * @property {string|null} endpoint
 * @property {string|null} writer
 * @property {string} mode
 * @property {number} done problems
 * @property {number} total
 * @property {string} doing
 * @property {number} made
 * @property {number} known
 * @property {string[]} faults
 * @property {number} n_faults
 * @property {string|null} error
 * @property {number} seconds
 * @property {string} page where what it keeps is seen
 *
 * @typedef {object} Data what the Python side gives
 * @property {string} api
 * @property {boolean} large whether there is nothing else on the page
 * @property {boolean} allowed
 * @property {string|null} why
 * @property {Endpoint[]} endpoints
 * @property {string|null} running a loop that runs already
 * @property {string} command what does the same in a terminal
 *
 * @typedef {{kind: "grew"|"done", problems: string, mode: string, made: number}} Asked
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
