// @ts-check
/** A branch under way: asked a few times a second until it is there, failed or stopped. */
import { get, remove } from "./api.js";

/**
 * @typedef {object} Made `GET api/branches/{id}`
 * @property {"waiting"|"running"|"done"|"failed"|"cancelled"} state
 * @property {number} seconds
 * @property {string|null} error
 * @property {string|null} unpredicted why it ran and no prediction was begun
 * @property {string} [url] the branch at its step
 * @property {string|null} [live] Compare, beside the model that goes on
 */

const EVERY = 150;

/** @param {string} job @param {(text: string) => void} say */
export function watch(job, say) {
  const path = `api/branches/${encodeURIComponent(job)}`;
  const stop = () => remove(path).catch((error) => say(error instanceof Error ? error.message : String(error)));

  /** @returns {Promise<Made>} */
  const ended = async () => {
    for (;;) {
      const made = /** @type {Made} */ (await get(path));
      if (made.state !== "waiting" && made.state !== "running") return made;
      const what = made.state === "waiting" ? "Waiting for the sandbox" : "Running in the sandbox";
      say(`${what}… ${made.seconds.toFixed(1)} s`);
      await new Promise((resume) => setTimeout(resume, EVERY));
    }
  };
  return { ended: ended(), stop };
}
