// @ts-check
/** The entry of the editor. */
import { mounting } from "./mount.js";
import { Editor } from "./editor.js";

export default mounting("editor", Editor);
