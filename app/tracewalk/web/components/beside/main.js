// @ts-check
/** The entry of Compare two runs. */
import { mountingOf } from "../stepper/mount.js";
import { App } from "./app.js";

export default mountingOf(
  "Two runs",
  (root, component) => new App(root, component),
  (data) => `${data.left.trajectory_id} ${data.right.trajectory_id}`,
);
