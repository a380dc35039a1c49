// @ts-check
/**
 * The shapes that the modules of the way in share.
 *
 * @typedef {{name: string, file: File}} Brought a file, and its path below the folder that was dropped
 *
 * @typedef {object} Result the closing table of an import
 * @property {string} words
 * @property {[string, number, string][]} table
 * @property {[number, string][]} notes
 * @property {string[]} faults
 * @property {number} n_faults
 * @property {{trajectory_id: string, name: string, source_format: string, outcome: string|null, n_turns: number, link: string}[]} runs
 * @property {number} n_runs
 *
 * @typedef {object} Told an import as the server tells it
 * @property {string} import
 * @property {"receiving"|"waiting"|"reading"|"done"|"stopped"|"failed"} state
 * @property {number} done bytes read
 * @property {number} total
 * @property {string} file
 * @property {string|null} error
 * @property {Result|null} result
 *
 * @typedef {object} Data what the Python side gives
 * @property {string} api
 * @property {boolean} large whether there is nothing else on the page
 * @property {string|null} running an import that runs already
 * @property {string} command what does the same in a terminal
 *
 * @typedef {{kind: "done", import: string} | {kind: "open", trajectory: string}} Asked
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
