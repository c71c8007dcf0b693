import type { Config } from "./config/mod.ts";
import { Files, FolderStorage, PartialFolder } from "../files/mod.ts";
import type { History } from "../hub/mod.ts";
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
 * @throws {StoreError} Their folder can't be used.
 */
export async function openFiles(
  { files: config }: Config,
  { history, wallMs, onBug }: OpenFilesOptions,
): Promise<Files | undefined> {
  if (config === undefined) return undefined;
  const { path, isShared, limits } = config;
  const files = new Files({
    storage: new FolderStorage({ path, isShared, wallMs }),
    partials: new PartialFolder({ path: `${path}/partial`, isShared, wallMs }),
    limits,
    log: history,
    isShared,
    newId: () => crypto.randomUUID().replaceAll("-", ""),
    wallMs,
    onBug,
  });
  try {
    await files.load();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StoreError(
      `The folder of files can't be used: ${why}. Name another with --files, or take none with --files off.`,
    );
  }
  return files;
}
