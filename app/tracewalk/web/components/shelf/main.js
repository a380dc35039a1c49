// @ts-check
/** The entry of the shelf. */
import { mounting } from "../editor/mount.js";
import { Shelf } from "./shelf.js";

export default mounting("shelf", Shelf);
