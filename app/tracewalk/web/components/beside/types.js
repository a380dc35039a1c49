// @ts-check
/**
 * The shapes that the modules of the page share.
 *
 * @typedef {"left"|"right"} Which
 * @typedef {import("../trajectory/types.js").Data} SideData
 *
 * @typedef {object} Data what the Python side gives the component
 * @property {SideData} left
 * @property {SideData} right
 * @property {{"": string, patches: string, tests: string}} api calls of the API, relative to the document
 * @property {number|null} turn of the left run
 * @property {number|null} other_turn of the right run
 * @property {string|null} file
 * @property {string} list link to the list of runs, relative to the document
 * @property {string} short short link, relative to the document
 * @property {string} page link to this page of any two runs, with `{left}` and `{right}` in it
 * @property {string} sql
 * @property {string} sql_page link to the SQL page with it, relative to the document
 * @property {string} python
 *
 * @typedef {{row: number, file: string|null}} Focus a row of the alignment; `file`: its patches are open
 * @typedef {{turn: number|null, other_turn: number|null, file: string|null}} Place as an address says it; NaN: no number
 *
 * @typedef {{turn: number, n_turns: number, cost: number|null, tokens: number|null, seconds: number|null}} Reached
 * @typedef {{name: string, title: string, left: Reached|null, right: Reached|null}} Milestone
 * @typedef {"same"|"variant"|"different"|"left"|"right"} Likeness
 *
 * @typedef {object} Alignment `GET api/runs`: one item a row in each column; -1: no turn there
 * @property {number[]} left
 * @property {number[]} right
 * @property {Likeness[]} likenesses
 * @property {number[]} likeness
 * @property {number|null} first_divergence a row
 * @property {Milestone[]} milestones
 *
 * @typedef {{path: string, action: string, sure: boolean, added: number, removed: number, diff: string, size: number, common: number[]}} PatchSide
 *   `common`: numbers of lines of the diff that the other side's has too
 * @typedef {{path: string, same: boolean, n_common: number, left: PatchSide|null, right: PatchSide|null}} PatchFile
 * @typedef {{from: "log"|"turns"|null, method: string|null, files: number}} PatchFrom
 * @typedef {{left: PatchFrom, right: PatchFrom, files: PatchFile[], n_files: number}} Patches `GET api/runs/patches`
 *
 * @typedef {{turn: number, call: number, passed: number|null, failed: number|null, errors: number|null, skipped: number|null, how: string, method: string}} TestRun
 * @typedef {"passed"|"failed"|null} Result
 * @typedef {[string, Result, number|null, Result, number|null]} TestName its name; each side's last result, and its turn
 *
 * @typedef {object} Tested `GET api/runs/tests`
 * @property {{runs: TestRun[]}} left
 * @property {{runs: TestRun[]}} right
 * @property {[string, string|null, string|null][]} scores
 * @property {TestName[]} names
 * @property {number} n_names
 * @property {number} n_differ both have a result, and another
 * @property {number} n_alone only one has a result
 *
 * @typedef {object} View everything that panes need to draw one moment
 * @property {import("./pairs.js").Pairs} pairs
 * @property {number} row
 * @property {string|null} file
 *
 * @typedef {{el: HTMLElement, render: (view: View) => void}} Pane
 */
export {};
