// @ts-check
/** What stands beside the truth: a stored prediction, another trace, a running job, or nothing yet. */
import { get } from "../stepper/api.js";
import { brief } from "../stepper/dom.js";

/** @typedef {import("../stepper/prediction.js").Prediction} Prediction @typedef {import("./types.js").Columns} Columns */
/** @typedef {"prediction"|"other"|"job"|"none"} Sort @typedef {{sort: Sort, id: string}} Subject */
/** @typedef {{row: Prediction|null, sentences: string[], first: number|null, name: string}} Known what is known of it besides its steps; `first`: where it goes wrong */

/** @type {Subject} */
export const NOTHING = { sort: "none", id: "" };
const ABSENT =
  "This lake has no prediction ID…: the link may be of another lake, or it was removed. Those of this trace are listed at the right.";
/** @type {Known} */
export const UNKNOWN = { row: null, sentences: [], first: null, name: "" };

/** @param {Record<string, string|null|undefined>} given @returns {Subject} */
export function subjectOf({ job, prediction, other }) {
  if (job) return { sort: "job", id: job };
  if (prediction) return { sort: "prediction", id: prediction };
  return other ? { sort: "other", id: other } : NOTHING;
}

/** @param {string} search of an address @returns {Subject} */
export function readSubject(search) {
  const q = new URLSearchParams(search);
  return subjectOf({ job: q.get("job"), prediction: q.get("prediction"), other: q.get("other") });
}

/** As the address says it. @param {Subject} subject @returns {Record<string, string|null>} */
export function asQuery({ sort, id }) {
  /** @type {Record<string, string|null>} */
  const out = { prediction: null, other: null, job: null };
  if (sort !== "none") out[sort] = id;
  return out;
}

/** @param {Subject} subject @param {string} traceId @returns {Promise<Known>} */
export async function learn({ sort, id }, traceId) {
  if (sort === "prediction") {
    const { prediction, sentences, first } = await get(`api/predictions/${encodeURIComponent(id)}`).catch((error) => {
      throw error.type === "NotFound" ? new Error(ABSENT.replace("ID", id.slice(0, 8))) : error;
    });
    if (prediction.trace_id !== traceId)
      throw new Error(
        `Prediction ${id} is of another trace, ${prediction.trace_id}: it can't be shown beside this one.`,
      );
    return { row: prediction, sentences, first, name: String(prediction.model) };
  }
  if (sort === "other") {
    const [{ trace }, { verdict, sentences, first }] = await Promise.all([
      get(`api/traces/${encodeURIComponent(id)}`),
      get("api/compare", { trace: traceId, other: id, to: 0 }),
    ]);
    return {
      row: verdict,
      sentences,
      first,
      name: `${brief(String(trace.name), 40)} · ${brief(String(trace.input ?? ""), 40)}`,
    };
  }
  return UNKNOWN;
}

/** @param {Subject} subject @param {string} traceId @param {number} from @param {number} to @returns {Promise<Columns|null>} */
export async function stepsOf({ sort, id }, traceId, from, to) {
  if (sort === "prediction") return get(`api/predictions/${encodeURIComponent(id)}/steps`, { from, to });
  if (sort === "other") return (await get("api/compare", { trace: traceId, other: id, from, to })).steps;
  return null;
}
