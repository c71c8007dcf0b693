import type { FileLimits } from "../../files/mod.ts";
import type { ClusterSettings } from "./cluster_config.ts";
import { textOrOff, type Values } from "./limits.ts";

/** The settings of files that peers send. */
export interface FilesConfig {
  /** The folder of the files. */
  readonly path: string;
  /** True: other nodes put files there, too. */
  readonly isShared: boolean;
  /** The address of the web port as others reach it; undefined: as far as the server can tell. */
  readonly publicUrl: string | undefined;
  readonly limits: FileLimits;
}

/**
 * Reads the flags of files; undefined where the hub takes none.
 */
export function filesConfig(
  value: Values,
  cluster: ClusterSettings | undefined,
): FilesConfig | undefined {
  const publicUrl = publicUrlOf(value("public-url"));
  const path = pathOf(value, cluster);
  if (path === undefined) return undefined;
  return { path, isShared: cluster !== undefined, publicUrl, limits: fileLimits(value) };
}

/** Each node has a data folder of its own, so several share a folder only where it is named. */
function pathOf(value: Values, cluster: ClusterSettings | undefined): string | undefined {
  const given = value("files");
  if (given !== "auto") return textOrOff(given);
  const dataDir = textOrOff(value("data"));
  return dataDir === undefined || cluster !== undefined ? undefined : `${dataDir}/files`;
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
