// @ts-check
/** The entry of Compare. */
import { mounting } from "../stepper/mount.js";
import { compareKit } from "./kit.js";

export default mounting("Truth and prediction", compareKit);
