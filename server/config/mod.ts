/**
 * The configuration: flags, environment variables and a file become one value, from which everything else is
 * built. A mistake in them becomes one sentence. Nothing here opens a file or starts anything.
 *
 * @module
 */

export { type ChangedFlags, changedFlags } from "./changed_flags.ts";
export type { ClusterSettings } from "./cluster_config.ts";
export { type Config, configOf, type Invocation, parseConfig, type WebConfig } from "./config.ts";
export { DEFAULT_CONNECTION_LIMITS, DEFAULT_HUB_LIMITS } from "./limits.ts";
export { variableOf } from "./flag.ts";
export { FLAGS } from "./flags.ts";
export { helpText } from "./help.ts";
export { printConfig } from "./print_config.ts";
export { withoutSecrets } from "./secret.ts";
export { bucketHint, filesFolderOf, type FilesPlace } from "./files_config.ts";
export type { S3Config } from "./s3_config.ts";
export type { TlsConfig } from "./tls_config.ts";
export { UsageError } from "./usage_error.ts";
