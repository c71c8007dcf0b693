/**
 * The scenes of the bench, in the order of the report. A scene's load is data for the generator; how
 * a server is started belongs to `servers/`.
 *
 * @module
 */

import { CLUSTER } from "./cluster.ts";
import { COMINGS } from "./comings.ts";
import { DEPTHS, FAN_OUT, SHAPES } from "./flood.ts";
import { GROWTH, ROOM_GROWTH } from "./growth.ts";
import { LOG } from "./log.ts";
import { PACED } from "./paced.ts";
import type { Scene } from "./scene.ts";

export { GROWTH_STEPS, ROOM_STEPS } from "./growth.ts";
export { type Depth, type Field, reasonToSkip, type Scene } from "./scene.ts";

export const SCENES: readonly Scene[] = [
  ...FAN_OUT,
  ...SHAPES,
  ...PACED,
  ...COMINGS,
  ...GROWTH,
  ...ROOM_GROWTH,
  ...DEPTHS,
  ...LOG,
  ...CLUSTER,
];
