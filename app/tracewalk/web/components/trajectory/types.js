// @ts-check
/**
 * The shapes that modules of the page share: what Python gives, what the API answers, what a pane draws.
 *
 * @typedef {object} Data what the Python side gives the component
 * @property {string} trajectory_id
 * @property {string} api path of this run's API, relative to the document: `api/trajectories/<id>`
 * @property {number} n_turns
 * @property {number|null} turn
 * @property {number|null} call
 * @property {string|null} file
 * @property {string} short short link, relative to the document: `r/<id>`
 * @property {string} sql with `{turn}` where the turn goes
 * @property {string} sql_page link to the SQL page with it, relative to the document
 * @property {string} python with `{turn}` in it
 * @property {string} list link to the list of runs, relative to the document
 * @property {string} page link to this page of any run, with `{id}` in it
 * @property {string} trace_page link to the page of a trace, with `{id}` in it
 * @property {string} compare link to this run beside another, with `{id}` in it
 *
 * @typedef {{turn: number, call: number|null, file: string|null}} Focus where the user looks; `file`: its content is open
 * @typedef {{turn: number|null, call: number|null, file: string|null}} Wanted as a link says it; NaN: no number
 *
 * @typedef {[number, string, string, number, number, number, string|null]} BriefCall
 *   kind, tool, target, failed (-1: not known), malformed, characters given back, sub-agent
 *
 * @typedef {object} Outline `GET .../outline`: one item a turn in each column; -1 or null: not recorded
 * @property {number} n_turns
 * @property {string[]} kinds
 * @property {string[]} sources
 * @property {string[]} models
 * @property {number[]} turn
 * @property {number[]} source
 * @property {number[]} kind
 * @property {number[]} model
 * @property {string[]} words
 * @property {BriefCall[][]} calls
 * @property {number[]} message characters
 * @property {number[]} reasoning characters
 * @property {number[]} images
 * @property {number[]} traces
 * @property {number[]} error
 * @property {number[]} copied
 * @property {(number|null)[]} at milliseconds since 1970
 * @property {(number|null)[]} seconds
 * @property {(number|null)[]} prompt_tokens
 * @property {(number|null)[]} completion_tokens
 * @property {(number|null)[]} cost
 *
 * @typedef {object} Changes `GET .../changes`: one item a state change in each column
 * @property {number[]} number
 * @property {number[]} turn
 * @property {number[]} call
 * @property {string[]} kind
 * @property {string[]} method
 * @property {string[]} how
 * @property {(string|null)[]} action
 * @property {(string|null)[]} path
 * @property {(string|null)[]} old_path
 * @property {(string|null)[]} value
 * @property {(number|null)[]} passed
 * @property {(number|null)[]} failed
 * @property {(number|null)[]} errors
 * @property {(number|null)[]} skipped
 * @property {number[]} added
 * @property {number[]} removed
 *
 * @typedef {{size: number, to: number, html: string}} Message shown up to `to`
 * @typedef {[string, string][]} Pieces texts, each with its style
 * @typedef {{size: number, to: number, head: Pieces, tail_from?: number, tail?: Pieces}} Output
 * @typedef {{name: string, short: boolean, size: number, to: number, html: string}} Field
 *
 * @typedef {object} Call
 * @property {string} tool
 * @property {string} kind
 * @property {string|null} call_id
 * @property {string|null} target
 * @property {Field[]} fields
 * @property {Output|null} observation
 * @property {number|null} exit_code
 * @property {boolean|null} error
 * @property {string|null} error_method
 * @property {string|null} malformed
 * @property {number|null} seconds
 * @property {string|null} trajectory
 *
 * @typedef {object} Change one state change of a whole turn
 * @property {number} number
 * @property {number} call
 * @property {string} kind
 * @property {string} method
 * @property {string} how
 * @property {string|null} path
 * @property {string|null} old_path
 * @property {string|null} action
 * @property {string|null} value
 * @property {number|null} passed
 * @property {number|null} failed
 * @property {number|null} errors
 * @property {number|null} skipped
 * @property {string} diff
 * @property {number} size
 * @property {string[]} tests_passed
 * @property {string[]} tests_failed
 *
 * @typedef {{trace_id: string, here: boolean, name?: string, outcome?: string, test_outcome?: string|null, error?: string|null, n_steps?: number, step?: number|null}} TraceLink
 *
 * @typedef {object} Turn `GET .../turns`
 * @property {number} turn
 * @property {string} source
 * @property {string} kind
 * @property {string|null} model
 * @property {string|null} at
 * @property {number|null} seconds
 * @property {number|null} prompt_tokens
 * @property {number|null} completion_tokens
 * @property {number|null} cached_tokens
 * @property {number|null} reasoning_tokens
 * @property {number|null} cost
 * @property {string|null} cost_method
 * @property {string|null} error
 * @property {boolean} copied
 * @property {Message|null} message
 * @property {Message|null} reasoning
 * @property {Call[]} calls
 * @property {number} n_calls
 * @property {{media_type: string, bytes: number, shown: boolean}[]} images
 * @property {Change[]} changes
 * @property {TraceLink[]} traces
 * @property {number} n_records
 *
 * @typedef {{path: string, old_path: string|null, action: string, added: number, removed: number, sure: boolean, size: number, diff: string}} FileDiff
 * @typedef {{path: string, turn: number, state: string, why: string, size: number, cut: boolean, pieces: {first: number, lines: string[]}[]}} FileText
 * @typedef {{relation: string, trajectory_id: string, name: string, agent: string|null, model: string|null, outcome: string|null, exit_status: string|null, n_turns: number, n_errors: number, cost: number|null, parent_turn: number|null}} Kin
 * @typedef {{trajectory: Record<string, any>}} About `GET api/trajectories/{id}`
 * @typedef {{rule: string, title: string, text: string, turns: number[]}} Pattern
 *
 * @typedef {object} View everything that panes need to draw one moment
 * @property {import("./run.js").Run} run
 * @property {About} about
 * @property {number} turn
 * @property {number|null} call
 * @property {string|null} file
 * @property {Turn|null} whole null while it loads
 *
 * @typedef {{el: HTMLElement, render: (view: View) => void}} Pane
 */
export {};
