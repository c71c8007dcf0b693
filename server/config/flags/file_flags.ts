import type { Flag } from "../flag.ts";
import { count, DAY_MS, GiB } from "./kinds.ts";

/** The flags for files that peers send. */
export const FILE_FLAGS = {
  files: {
    kind: { type: "text", placeholder: "PATH|s3://BUCKET|off" },
    standard: "auto",
    help: "files that peers send; auto: in the data folder, off with --cluster",
  },
  "partial-uploads": {
    kind: { type: "text", placeholder: "PATH" },
    standard: "auto",
    help: "folder of files that come in parts; auto: with the files or the data",
  },
  "public-url": {
    kind: { type: "url", placeholder: "URL" },
    standard: "auto",
    help: "address of the web port as others reach it, for the links of files",
  },
  "file-max-bytes": {
    kind: count(1024 * GiB),
    standard: "104857600",
    help: "bytes of one file",
  },
  "files-max-bytes": {
    kind: count(1024 * 1024 * GiB),
    standard: "21474836480",
    help: "bytes of all files",
  },
  "files-max-bytes-per-name": {
    kind: count(1024 * 1024 * GiB),
    standard: "2147483648",
    help: "bytes of the files of one name",
  },
  "files-max-bytes-per-day": {
    kind: count(1024 * 1024 * GiB),
    standard: "10737418240",
    help: "bytes of files that one address sends in 24 hours",
  },
  "files-free-min-bytes": {
    kind: count(1024 * GiB, 0),
    standard: "1073741824",
    help: "bytes of the disk that files leave free",
  },
  "max-uploads": { kind: count(100_000), standard: "256", help: "files that come in at once" },
  "max-uploads-per-address": {
    kind: count(100_000),
    standard: "32",
    help: "files that come in at once from one address",
  },
  "max-partial-uploads": {
    kind: count(1_000_000),
    standard: "2000",
    help: "files that may wait for the rest of their bytes",
  },
  "max-partial-uploads-per-address": {
    kind: count(1_000_000),
    standard: "100",
    help: "files from one address that may wait for the rest of their bytes",
  },
  "partial-upload-max-ms": {
    kind: count(365 * DAY_MS),
    standard: "86400000",
    help: "time without a byte after which such a file is given up",
  },
  "upload-idle-timeout-ms": {
    kind: count(3_600_000),
    standard: "60000",
    help: "silence after which a file that comes in is given up",
  },
} as const satisfies Record<string, Flag>;
