// @ts-check
/** The entry of what waits for a figure. */
import { mounting } from "../editor/mount.js";
import { Drawn } from "./drawn.js";

export default mounting("drawn", Drawn);
