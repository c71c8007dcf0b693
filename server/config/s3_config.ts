import type { S3Credentials, S3Settings } from "../../files/mod.ts";
import { checked } from "./flag.ts";
import { type FlagName, FLAGS } from "./flags.ts";
import { textOrOff, type Values } from "./limits.ts";
import { UsageError } from "./usage_error.ts";

/** The environment variables of AWS's own programs for the way to a bucket. */
const PLACE_VARIABLES = {
  "s3-endpoint": ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"],
  "s3-region": ["AWS_REGION", "AWS_DEFAULT_REGION"],
} as const;
/** Those for its key, which belong together. */
const KEY_VARIABLES = {
  "s3-credentials": ["AWS_SHARED_CREDENTIALS_FILE"],
  "s3-access-key-id": ["AWS_ACCESS_KEY_ID"],
  "s3-secret-access-key": ["AWS_SECRET_ACCESS_KEY"],
  "s3-session-token": ["AWS_SESSION_TOKEN"],
} as const;
const SCHEME = "s3://";
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, and older names. */
const ADDRESS = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9.-]{1,253}[A-Za-z0-9])(?:\/([A-Za-z0-9_.\/-]*))?$/;

/** A bucket of files, and where its key comes from. */
export interface S3Config {
  readonly kind: "s3";
  /** As `--files` has it, like `s3://bucket/prefix`. */
  readonly address: string;
  readonly settings: S3Settings;
  /** A key that was given, or the file that has it. */
  readonly credentials: S3Credentials | { readonly path: string };
}

/** True if the value of `--files` is a bucket. */
export function isBucket(value: string | undefined): boolean {
  return value?.startsWith(SCHEME) ?? false;
}

/**
 * Adds the values of AWS's own variables for what wasn't given otherwise.
 *
 * @throws {UsageError} A variable's value is out of bounds.
 */
export function addAwsVariables(
  given: Map<string, string>,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const hasKey = Object.keys(KEY_VARIABLES).some((name) => given.has(name));
  const variables = { ...PLACE_VARIABLES, ...(hasKey ? {} : KEY_VARIABLES) };
  for (const [name, names] of Object.entries(variables)) {
    const variable = names.find((one) => env[one]);
    if (variable === undefined || given.has(name)) continue;
    given.set(name, checked(variable, FLAGS[name as FlagName], env[variable]!));
  }
}

/**
 * Reads the flags of a bucket.
 *
 * @throws {UsageError} Its address is none, or its key isn't there.
 */
export function s3Config(value: Values): S3Config {
  const address = value("files");
  const [, bucket, path = ""] = ADDRESS.exec(address) ?? [];
  if (bucket === undefined || /\/\/|(^|\/)\.{1,2}(\/|$)/.test(path)) {
    throw new UsageError(
      `--files is a folder, "off", or a bucket like s3://bucket/prefix, with the characters A-Z, a-z, 0-9, _, ., - and / in the prefix; not "${address}".`,
    );
  }
  const endpoint = value("s3-endpoint");
  const style = value("s3-path-style");
  return {
    kind: "s3",
    address,
    settings: {
      bucket,
      prefix: path === "" ? "" : `${path.replace(/\/$/, "")}/`,
      endpoint: endpoint === "auto" ? undefined : endpoint.replace(/\/$/, ""),
      region: value("s3-region"),
      isPathStyle: style === "auto" ? endpoint !== "auto" : style === "on",
      timeoutMs: Number(value("s3-timeout-ms")),
      buffersMaxBytes: Number(value("s3-buffers-max-bytes")),
    },
    credentials: credentialsOf(value),
  };
}

function credentialsOf(value: Values): S3Config["credentials"] {
  const accessKeyId = textOrOff(value("s3-access-key-id"));
  const secretAccessKey = textOrOff(value("s3-secret-access-key"));
  const sessionToken = textOrOff(value("s3-session-token"));
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  }
  const path = textOrOff(value("s3-credentials"));
  if (path !== undefined && accessKeyId === undefined && secretAccessKey === undefined) {
    return { path };
  }
  throw new UsageError(
    "Files in a bucket need a key: --s3-credentials FILE, or both --s3-access-key-id and --s3-secret-access-key, or AWS's variables AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  );
}
