// @ts-check
/** The entry of Trajectory. */
import { mountingOf } from "../stepper/mount.js";
import { App } from "./app.js";

export default mountingOf(
  "Trajectory",
  (root, component) => new App(root, component),
  (data) => data.trajectory_id,
);
