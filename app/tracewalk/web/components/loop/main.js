// @ts-check
/** The entry of the loop. */
import { mounting } from "../editor/mount.js";
import { Looper } from "./looper.js";

export default mounting("loop", Looper);
