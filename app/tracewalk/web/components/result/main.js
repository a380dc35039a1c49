// @ts-check
/** The entry of the result. */
import { mounting } from "../editor/mount.js";
import { Result } from "./result.js";

export default mounting("result", Result);
