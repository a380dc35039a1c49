// @ts-check
/**
 * The shapes that modules of the stepper share: what Python gives, what the API answers, what a pane draws.
 *
 * @typedef {object} Data what the Python side gives the component
 * @property {string} trace_id
 * @property {string} api path of this trace's API, relative to the document: `api/traces/<id>`
 * @property {number|null} step
 * @property {number|null} frame
 * @property {string|null} var
 * @property {number} window steps held at a time
 * @property {string} short short link, relative to the document: `t/<id>`
 * @property {string} [sql] with `{step}` where the step goes
 * @property {string} [sql_page] link to the SQL page with it, with `{step}` in it, relative to the document
 * @property {string} [python] with `{step}` where the step goes
 * @property {{sql: string, page: string, python: string}} [said] of a prediction, with `{prediction}` and `{step}`
 * @property {string|null} [dataset] the dataset from whose list the user came
 * @property {string} [traces] link to that list, relative to the document
 *
 * @property {string} predictions path of the list of this trace's predictions, relative to the document
 * @property {string} run_page link to a run of an agent, with `{id}` in it, relative to the document
 * @property {string} compare link to Compare without a prediction, relative to the document
 *
 * @typedef {import("./shell.js").Mounted<Data>} Component
 *
 * @typedef {{step: number, frame: number|null, name: string|null}} Focus where the user looks; `frame` null: the running one
 *
 * @typedef {{step: number|null, frame: number|null, name: string|null}} Wanted as a link says it
 *
 * @typedef {object} Changes parallel arrays, ordered by step; name, value and type index the payload's lists
 * @property {number[]} step
 * @property {number[]} name
 * @property {number[]} value -1: unbound
 * @property {number[]} type -1: unbound
 * @property {number[]} size true length of the value's repr, -1: not known
 * @property {number[]} cut 1: the value kept is shortened
 * @property {number[]} [frame] in `before` only
 *
 * @typedef {object} Payload `GET api/traces/{id}/steps`
 * @property {number} from
 * @property {number} to
 * @property {number} n_steps
 * @property {string[]} events
 * @property {number[]} event
 * @property {number[]} frame frame ids
 * @property {number[]} line
 * @property {number[]} value index into strings, -1: none
 * @property {{id: number[], caller: number[], depth: number[], thread: number[], func: string[], file: number[]}} frames
 * @property {{path: string, program_id: string}[]} files
 * @property {string[]} names
 * @property {string[]} types
 * @property {string[]} strings
 * @property {Changes} changes
 * @property {{step: number[], stream: number[], text: string[]}} output
 * @property {{frame: number[], changes: Changes, line: Record<string, number>}} [before]
 *
 * @typedef {{path: string, program_id: string, text: string, lines: string[]}} Source `lines` is the server's own HTML
 *
 * @typedef {object} About `GET api/traces/{id}`
 * @property {Record<string, any>} trace
 * @property {{dataset: string, task_id: string, expected: string|null, matches_expected: boolean|null, split: string|null}[]} items
 * @property {boolean} nondeterministic
 * @property {Source[]} sources
 *
 * @typedef {object} Outline `GET api/traces/{id}/outline`: one number per bucket and event
 * @property {number} n_steps
 * @property {Record<string, number[]>} buckets
 *
 * @typedef {object} Past `GET api/traces/{id}/history`: every change of one name in one frame, with real strings
 * @property {number} frame
 * @property {string} name
 * @property {{step: number[], value: (string|null)[], type: (string|null)[], size: number[], cut: (number|boolean)[]}} changes
 *
 * @typedef {object} Binding one name of a frame at a step
 * @property {number} slot (frame, name) pair in the index
 * @property {string} name
 * @property {number} change index of the change that gave the value
 * @property {number} prev index of the change before it, -1: none
 * @property {boolean} fresh it changed at this very step
 * @property {boolean} gone it was unbound at this very step
 *
 * @typedef {object} View everything that panes need to draw one moment
 * @property {import("./trace.js").Trace} trace the index of the loaded window
 * @property {About} about
 * @property {number} step
 * @property {number} running row of the frame that runs at this step
 * @property {number} row row of the frame whose state is shown
 * @property {number} asOf last step of that frame up to `step`, -1: it lies before the window
 * @property {string|null} name selected name
 * @property {{file: number, line: number}|null} line selected line
 *
 * @typedef {{el: HTMLElement, render: (view: View) => void}} Pane draws each moment
 * @typedef {import("./shell.js").Panel} Panel
 *
 * @typedef {object} Kit what makes a page of the stepper: its panes, its keys, and what it loads beside the trace
 * @property {import("./keys.js").Key[]} keys
 * @property {Record<string, import("./commands.js").Command>} commands
 * @property {import("./windows.js").Windows} windows
 * @property {ReturnType<typeof import("./kit.js").createPanels> & {predict: ReturnType<typeof import("./predict.js").createPredict>} & Record<string, Panel>} panels
 * @property {{notices: ReturnType<typeof import("./notices.js").createNotices>} & Record<string, Pane>} panes
 * @property {HTMLElement[]} body what stands on the page, from top to bottom
 * @property {import("./whatif.js").WhatIf} [whatIf] the form that edits the run
 * @property {() => Promise<void>} [prepare] before the trace is loaded
 * @property {() => number|null} [start] the step to open at, where no link says one
 * @property {() => Record<string, string|null>} [also] what the address says besides the focus
 * @property {(search: string) => Promise<void>} [back] the browser went to an address that may say another of those
 * @property {() => void} [close]
 */
export {};
