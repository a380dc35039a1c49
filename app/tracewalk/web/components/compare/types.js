// @ts-check
/**
 * The shapes that Compare adds to the stepper's.
 *
 * @typedef {object} Columns `GET api/predictions/{id}/steps`: rows in the re-aligned order; -1 stands for none
 * @property {number} from
 * @property {number} first number of the first row here
 * @property {number} n_rows
 * @property {string[]} verdicts
 * @property {number[]} verdict index into verdicts
 * @property {number[]} root 1: nothing that its line reads was wrong before; 0: inherited; -1: correct
 * @property {number[]} cause number of the row that an inherited error comes from
 * @property {number[]} because the true step at which that row stands
 * @property {number[]} truth true step
 * @property {number[]} anchor true step at which the row stands, also where it has none of its own
 * @property {number[]} position in the prediction
 * @property {number[]} seed 1: of the wrapper, outside the metrics
 * @property {number[]} iteration
 * @property {(number|null)[]} logprob
 * @property {number[]} source index into strings
 * @property {number[]} value index into strings
 * @property {number[]} raw index into strings
 * @property {number[]} fault index into strings
 * @property {number[]} rule index into strings
 * @property {string[]} events
 * @property {number[]} event index into events
 * @property {number[]} frame
 * @property {number[]} depth
 * @property {number[]} func index into names
 * @property {number[]} file index into files, which are the trace's
 * @property {number[]} line
 * @property {number[]} ambiguous
 * @property {string[]} differences
 * @property {{row: number[], name: number[], value: number[], rule: number[], verdict: number[]}} differs rows count from `first`
 * @property {{count: number[], text: number[], logprob: (number|null)[]}} tokens `count`: how many each row has
 * @property {Record<string, string>} [rules] what each rule means
 * @property {string[]} strings
 * @property {string[]} names
 *
 * @typedef {"correct"|"state"|"action"|"event"|"value"|"missing"|"extra"|"malformed"} Kind
 * @typedef {"same"|"equal"|"cut"|"wrong"|"missing"|"extra"} Agreement of one name
 * @typedef {{agreement: Agreement, text: string|null, rule: string}} Answer what is said of one name
 *
 * @typedef {object} Job `GET api/jobs/{id}`
 * @property {string} job
 * @property {"waiting"|"running"|"done"|"failed"|"cancelled"} state
 * @property {string} trace
 * @property {string|null} prediction once it is stored
 * @property {string} endpoint
 * @property {string|null} model once it is known
 * @property {string} mode
 * @property {number|null} from
 * @property {number} tokens
 * @property {number} seconds
 * @property {number} version
 * @property {string|null} error
 * @property {string|null} partial the unfinished step's text
 * @property {Columns|null} payload
 * @property {Record<string, any>|null} verdict
 * @property {boolean} [unchanged]
 *
 * @typedef {import("../stepper/types.js").Data & {prediction: string|null, other: string|null, job: string|null, trace_page: string}} CompareData
 */
export {};
