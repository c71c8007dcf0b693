import type { Config, FilesPlace } from "./config/mod.ts";
import {
  Files,
  type FileStorage,
  FolderStorage,
  PartialFolder,
  S3Error,
  S3Storage,
} from "../files/mod.ts";
import type { History } from "../hub/mod.ts";
import { StorageLog } from "./storage_log.ts";
import { s3CredentialsOf } from "./s3_credentials.ts";
import { StoreError } from "../store/mod.ts";

/** The parts of a server that its files work with. */
export interface OpenFilesOptions {
  readonly history: History;
  readonly wallMs: () => number;
  readonly onBug: (error: unknown) => void;
}

/**
 * Opens the files that a hub has taken; undefined where it takes none.
 *
 * @throws {StoreError} Their folder or their bucket can't be used.
 */
export async function openFiles(
  { files: config }: Config,
  { history, wallMs, onBug }: OpenFilesOptions,
): Promise<Files | undefined> {
  if (config === undefined) return undefined;
  const { place, partialsPath, isShared, limits } = config;
  const log = new StorageLog(wallMs);
  const files = new Files({
    storage: storageOf(place, { isShared, wallMs }),
    partials: new PartialFolder({ path: partialsPath, isShared, wallMs }),
    limits,
    log: history,
    isShared,
    newId: () => crypto.randomUUID().replaceAll("-", ""),
    wallMs,
    onFailure: (error) => log.failed(error),
    onBug,
  });
  try {
    await files.load();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const what = error instanceof S3Error && place.kind === "s3"
      ? `The bucket of files, ${place.address},`
      : "The folder of files";
    throw new StoreError(
      `${what} can't be used: ${why}. Name another with --files, or take none with --files off.`,
    );
  }
  return files;
}

function storageOf(
  place: FilesPlace,
  options: { readonly isShared: boolean; readonly wallMs: () => number },
): FileStorage {
  switch (place.kind) {
    case "folder":
      return new FolderStorage({ path: place.path, ...options });
    case "s3":
      return new S3Storage({
        settings: place.settings,
        credentials: s3CredentialsOf(place),
        ...options,
      });
    default:
      return place satisfies never;
  }
}
