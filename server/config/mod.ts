/**
 * What the server is to do, from flags and environment variables to one value that everything else
 * is built from. It says in one sentence what is wrong with them; it reads no file and starts nothing.
 *
 * @module
 */

export {
  type Config,
  DEFAULT_HUB_LIMITS,
  DEFAULT_LINK_LIMITS,
  type Invocation,
  parseConfig,
  type TlsConfig,
  type WebConfig,
} from "./config.ts";
export { variableOf } from "./flag.ts";
export { FLAGS } from "./flags.ts";
export { helpText } from "./help.ts";
export { withoutSecrets } from "./secret.ts";
export { UsageError } from "./usage_error.ts";
