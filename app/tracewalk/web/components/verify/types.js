// @ts-check
/**
 * The shapes that the modules of the Verify page share; what is not known is null.
 *
 * @typedef {{part: number, whole: number, rate: number|null, low: number|null, high: number|null, tasks: number}} Share
 * @typedef {"accepted"|"rejected"|"silent"} Word
 * @typedef {"right"|"wrong"} Truth
 *
 * @typedef {object} Table the own verdict against the truth
 * @property {string} what
 * @property {string} title
 * @property {{word: Word, truth: Truth, n: number, show: string|null, link: string|null}[]} cells
 * @property {Share} false_accepts
 * @property {Share} false_rejects
 * @property {Share} trusted
 *
 * @typedef {object} Row one problem of the list
 * @property {string} task_id
 * @property {string} link relative to the document
 * @property {number} number its place in the list, from 1
 * @property {number} total
 * @property {number} candidates
 * @property {number} known candidates of which it is known whether they are right
 * @property {number} passing
 * @property {number} chosen the chance that the one chosen by the verdict is right
 * @property {boolean} spoken whether there is a verdict to choose by
 * @property {number} checks
 * @property {number} matched
 * @property {number} matches
 * @property {number} checks_accepted_wrong
 * @property {number} checks_rejected_right
 * @property {number} silent
 * @property {number} unended
 * @property {number} tokens
 *
 * @typedef {{url: string|null, why: string|null}} Way a link, or why there is none
 *
 * @typedef {object} Test one check
 * @property {string} check_id
 * @property {number} test
 * @property {string} entry
 * @property {string} input
 * @property {string} input_origin
 * @property {string|null} expected
 * @property {string|null} expected_origin
 * @property {string|null} predicted
 * @property {string|null} predicted_exception
 * @property {string} predicted_by
 * @property {string|null} actual
 * @property {string|null} actual_exception
 * @property {string|null} actual_outcome
 * @property {boolean|null} match
 * @property {string|null} rule
 * @property {string|null} about_rule
 * @property {boolean|null} accepts
 * @property {boolean|null} true_pass
 * @property {number|null} first_divergent_step
 * @property {number|null} tokens
 * @property {boolean} truncated
 * @property {string|null} error
 * @property {string|null} trace_id
 * @property {string|null} prediction_id
 * @property {Way} trace
 * @property {Way} compare
 *
 * @typedef {object} Candidate
 * @property {number} candidate
 * @property {boolean} is_output a given program, whose output is what is asked for
 * @property {boolean|null} passes
 * @property {boolean|null} accepted
 * @property {number} words tests that the model's verdict is about
 * @property {number} yes
 * @property {number} no
 * @property {number} bench tests of the problem
 * @property {number} own tests of the author
 * @property {boolean} chosen
 * @property {string} origin
 * @property {string|null} author
 * @property {string[]} lines highlighted by the server
 * @property {number} n_lines
 * @property {Test[]} tests
 *
 * @typedef {object} Problem
 * @property {string} task
 * @property {string|null} statement what is to be solved; of given programs there is none
 * @property {number} n_candidates
 * @property {number} first
 * @property {Candidate[]} candidates
 *
 * @typedef {{kind: "table", tables: Table[]}} TableData
 * @typedef {{kind: "list", sort: string, rows: Row[]}} ListData
 * @typedef {{task: string|null, link: string|null}} Beside
 * @typedef {{kind: "problem", row: Row, before: Beside, behind: Beside, up: string, here: string, candidate: number|null, problem: Problem}} ProblemData
 * @typedef {TableData|ListData|ProblemData} Data what the Python side gives
 *
 * @typedef {{kind: "open", task: string} | {kind: "up"} | {kind: "show", show: string} | {kind: "sort", sort: string} | {kind: "trace", trace: string} | {kind: "compare", trace: string, prediction: string, step: number|null} | {kind: "more", first: number}} Asked
 *
 * @typedef {object} Component what Streamlit hands to the entry module
 * @property {HTMLElement|ShadowRoot} parentElement
 * @property {Data} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */
export {};
