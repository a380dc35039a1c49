// @ts-check
/** The entry of Trace. */
import { traceKit } from "./kit.js";
import { mounting } from "./mount.js";

export default mounting("Trace stepper", traceKit);
