// @ts-check
/** The entry of the way in. */
import { mounting } from "../editor/mount.js";
import { Importer } from "./importer.js";

export default mounting("importer", Importer);
