// @ts-check
/** The entry of what was verified. */
import { mounting } from "../editor/mount.js";
import { Verified } from "./verified.js";

export default mounting("verify", Verified);
