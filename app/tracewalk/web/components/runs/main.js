// @ts-check
/** The entry of the list and the grid of trajectories. */
import { mounting } from "../editor/mount.js";
import { Runs } from "./runs.js";

export default mounting("runs", Runs);
