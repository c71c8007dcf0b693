import { ClientError, type FileToSend } from "../../client/mod.ts";

/** A file of this machine that is open to be sent. Its stream closes it. */
export interface LocalFile extends FileToSend {
  readonly size: number;
}

/**
 * Opens a file to send it under the last part of its path.
 *
 * @throws {ClientError} `file-broken`: there is none, it is a folder, or it can't be read.
 */
export async function openLocalFile(path: string): Promise<LocalFile> {
  try {
    const file = await Deno.open(path);
    const { isFile, size } = await file.stat();
    if (isFile) return { name: lastPart(path), size, bytes: file.readable };
    file.close();
  } catch (error) {
    throw new ClientError("file-broken", `${path} can't be read: ${whyOf(error)}.`);
  }
  throw new ClientError(
    "file-broken",
    `${path} is no file: a folder goes as an archive (tar, zip).`,
  );
}

/** Returns the last part of a path, of this machine or of another system. */
export function lastPart(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== "") ?? "";
}

/** Returns the reason of an error of the file system as part of a sentence. */
export function whyOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "there is none";
  if (error instanceof Deno.errors.PermissionDenied) return "you may not";
  if (error instanceof Deno.errors.NotCapable) return "this program was started without permission";
  return error instanceof Error ? error.message : String(error);
}
