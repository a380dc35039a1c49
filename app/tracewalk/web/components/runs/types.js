// @ts-check
/**
 * The shapes that the modules of the list of trajectories share; what is not known is null.
 *
 * @typedef {"solved"|"unsolved"|"error"|null} Outcome
 *
 * @typedef {object} Row one trajectory of the list
 * @property {string} trajectory_id
 * @property {string} link relative to the document
 * @property {string} name
 * @property {string} source_format
 * @property {string|null} agent
 * @property {string|null} model
 * @property {string|null} task the beginning of what the agent was asked to do
 * @property {string|null} dataset
 * @property {Outcome} outcome
 * @property {string|null} outcome_from
 * @property {number|null} score
 * @property {string|null} exit_status
 * @property {number} n_turns
 * @property {number} n_calls
 * @property {number} n_errors
 * @property {number} n_edits
 * @property {number|null} tests_passed
 * @property {number|null} tests_failed
 * @property {number|null} tokens
 * @property {number|null} prompt_tokens
 * @property {number|null} completion_tokens
 * @property {number|null} cost
 * @property {string|null} cost_method
 * @property {number|null} seconds
 * @property {string|null} started_at
 * @property {string|null} imported_at
 * @property {string|null} parent
 * @property {string} source_file
 * @property {number} sub_agents
 * @property {{turn: number, turns: number, around: string}|null} found where the text stands that is looked for
 *
 * @typedef {object} Run one run in a cell of the grid
 * @property {string} trajectory_id
 * @property {string} link
 * @property {Outcome} outcome
 * @property {string|null} exit_status
 * @property {number} n_turns
 * @property {number} n_edits
 * @property {number|null} cost
 *
 * @typedef {{runs: number, solved: number, judged: number, link: string, shown: Run[]}} Cell
 * @typedef {{agent: string|null, model: string|null, runs: number, solved: number, judged: number}} Column
 * @typedef {{task_id: string, repo: string|null, runs: number, solved: number, judged: number, link: string, cells: Cell[]}} Task
 *
 * @typedef {object} Data what the Python side gives
 * @property {"list"|"grid"} view
 * @property {string} sort
 * @property {string|null} text
 * @property {Row[]} rows
 * @property {Column[]} columns
 * @property {Task[]} tasks
 * @property {string} compare link to two runs side by side, with `{left}` and `{right}` in it
 *
 * @typedef {{kind: "open", trajectory: string, turn: number|null} | {kind: "sort", sort: string} | {kind: "task", task: number, column: number|null} | {kind: "compare", left: string, right: string}} Asked
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
