import type { Flag } from "../flag.ts";
import { count, GiB } from "./kinds.ts";

/** The flags of a bucket that keeps files. */
export const S3_FLAGS = {
  "s3-endpoint": {
    kind: { type: "url", placeholder: "URL" },
    standard: "auto",
    help: "server of the bucket in --files s3://…; auto: AWS",
  },
  "s3-region": {
    kind: { type: "word", placeholder: "REGION" },
    standard: "us-east-1",
    help: "region of the bucket",
  },
  "s3-path-style": {
    kind: { type: "choice", choices: ["auto", "on", "off"] },
    standard: "auto",
    help: "the bucket is in the path, not in the host's name; auto: not for AWS",
  },
  "s3-credentials": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "off",
    help: "file with the bucket's key, in the form of ~/.aws/credentials",
  },
  "s3-access-key-id": {
    kind: { type: "text", placeholder: "ID" },
    standard: "off",
    help: "name of that key",
  },
  "s3-secret-access-key": {
    kind: { type: "secret" },
    standard: "off",
    help: "that key; a file or a variable keeps it out of the process list",
  },
  "s3-session-token": {
    kind: { type: "secret" },
    standard: "off",
    help: "token of a key that is good for a few hours",
  },
  "s3-timeout-ms": {
    kind: count(600_000),
    standard: "20000",
    help: "silence of the bucket's server after which an attempt is given up",
  },
  "s3-buffers-max-bytes": {
    kind: count(64 * GiB, 16 * 1024 * 1024),
    standard: "268435456",
    help: "bytes of files on their way to the bucket, in memory",
  },
} as const satisfies Record<string, Flag>;
