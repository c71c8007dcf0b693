import type { FileLimits } from "../../files/mod.ts";
import type { ClusterSettings } from "./cluster_config.ts";
import { textOrOff, type Values } from "./limits.ts";
import { isBucket, type S3Config, s3Config } from "./s3_config.ts";
import { UsageError } from "./usage_error.ts";

/** The place of files: a folder, or a bucket of an S3-compatible server. */
export type FilesPlace = { readonly kind: "folder"; readonly path: string } | S3Config;

/** The settings of files that peers send. */
export interface FilesConfig {
  readonly place: FilesPlace;
  /** The folder of files that come in parts. */
  readonly partialsPath: string;
  /** True: other nodes put files there, too. */
  readonly isShared: boolean;
  /** The address of the web port as others reach it; undefined: as far as the server can tell. */
  readonly publicUrl: string | undefined;
  readonly limits: FileLimits;
}

/**
 * Reads the flags of files; undefined where the hub takes none.
 *
 * @throws {UsageError} A bucket can't be used, or files that come in parts have no place.
 */
export function filesConfig(
  value: Values,
  cluster: ClusterSettings | undefined,
): FilesConfig | undefined {
  const publicUrl = publicUrlOf(value("public-url"));
  const place = placeOf(value, cluster);
  if (place === undefined) return undefined;
  return {
    place,
    partialsPath: partialsPathOf(value, place),
    isShared: cluster !== undefined,
    publicUrl,
    limits: fileLimits(value),
  };
}

/** Returns the folder of files; undefined where they are in a bucket, or there are none. */
export function filesFolderOf(files: FilesConfig | undefined): string | undefined {
  return files?.place.kind === "folder" ? files.place.path : undefined;
}

/** Each node has a data folder of its own, so several share a folder only where it is named. */
/** Returns the sentence for those who back a hub up whose files are in a bucket. */
export function bucketHint(files: FilesConfig | undefined): string | undefined {
  if (files?.place.kind !== "s3") return undefined;
  return `The files are in ${files.place.address} and not in the backup: have the bucket keep versions, or copy it.`;
}

function placeOf(value: Values, cluster: ClusterSettings | undefined): FilesPlace | undefined {
  const given = value("files");
  if (given === "off") return undefined;
  if (isBucket(given)) return s3Config(value);
  if (given !== "auto") return { kind: "folder", path: given };
  const dataDir = textOrOff(value("data"));
  if (dataDir === undefined || cluster !== undefined) return undefined;
  return { kind: "folder", path: `${dataDir}/files` };
}

function partialsPathOf(value: Values, place: FilesPlace): string {
  const given = value("partial-uploads");
  if (given !== "auto") return given;
  if (place.kind === "folder") return `${place.path}/partial`;
  const dataDir = textOrOff(value("data"));
  if (dataDir !== undefined) return `${dataDir}/partial`;
  throw new UsageError(
    "With files in a bucket, those that come in parts need a folder: name one with --partial-uploads, or give --data.",
  );
}

function publicUrlOf(text: string): string | undefined {
  return text === "auto" ? undefined : new URL(text).href.replace(/\/$/, "");
}

function fileLimits(value: Values): FileLimits {
  return {
    fileMaxBytes: Number(value("file-max-bytes")),
    nameMaxBytes: Number(value("files-max-bytes-per-name")),
    dayMaxBytes: Number(value("files-max-bytes-per-day")),
    totalMaxBytes: Number(value("files-max-bytes")),
    freeMinBytes: Number(value("files-free-min-bytes")),
    maxUploads: Number(value("max-uploads")),
    maxUploadsPerAddress: Number(value("max-uploads-per-address")),
    maxPartials: Number(value("max-partial-uploads")),
    maxPartialsPerAddress: Number(value("max-partial-uploads-per-address")),
    partialMaxMs: Number(value("partial-upload-max-ms")),
  };
}
