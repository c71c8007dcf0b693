import type { Flag } from "./flag.ts";
import { CLUSTER_FLAGS } from "./flags/cluster_flags.ts";
import { FILE_FLAGS } from "./flags/file_flags.ts";
import { LIMIT_FLAGS } from "./flags/limit_flags.ts";
import { LISTEN_FLAGS } from "./flags/listen_flags.ts";
import { OUTPUT_FLAGS } from "./flags/output_flags.ts";
import { S3_FLAGS } from "./flags/s3_flags.ts";
import { STORE_FLAGS } from "./flags/store_flags.ts";
import { TIME_FLAGS } from "./flags/time_flags.ts";

/** All flags but those without a value, with their defaults and bounds, in the order of `--help`. */
export const FLAGS = {
  ...LISTEN_FLAGS,
  ...OUTPUT_FLAGS,
  ...LIMIT_FLAGS,
  ...TIME_FLAGS,
  ...STORE_FLAGS,
  ...FILE_FLAGS,
  ...S3_FLAGS,
  ...CLUSTER_FLAGS,
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;
