/**
 * The scenes of the bench, in the order of the report. A scene's load is data for the generator; how
 * a server is started belongs to `servers/`.
 *
 * @module
 */

import { CLUSTER } from "./cluster.ts";
import { COMINGS } from "./comings.ts";
import { DEPTHS, FAN_OUT, GROWTH, SHAPES } from "./flood.ts";
import { LOG } from "./log.ts";
import { PACED } from "./paced.ts";
import type { Scene } from "./scene.ts";

export { GROWTH_STEPS } from "./flood.ts";
export { type Depth, type Field, reasonToSkip, type Scene } from "./scene.ts";

export const SCENES: readonly Scene[] = [
  ...FAN_OUT,
  ...SHAPES,
  ...PACED,
  ...COMINGS,
  ...GROWTH,
  ...DEPTHS,
  ...LOG,
  ...CLUSTER,
];
