import { ClientError, type FetchedFile } from "../../client/mod.ts";
import { stripControls } from "../../protocol/mod.ts";
import { lastPart, whyOf } from "./local_file.ts";

const NAME_MAX_BYTES = 200;
/** Characters that a file's name can't have on some system, or that act on a terminal. */
const UNSAFE = /[<>:"|?*\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
/** Names that are devices on Windows. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Returns the name under which a file of somebody else's may lie in a folder: one part of a path, not
 * hidden, without characters that act on a terminal.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { safeFileName } from "./saved_file.ts";
 *
 * assertEquals(safeFileName("../../etc/passwd"), "passwd");
 * assertEquals(safeFileName(".bashrc"), "_bashrc");
 * assertEquals(safeFileName("猫 1.png"), "猫 1.png");
 * ```
 */
export function safeFileName(name: string): string {
  const plain = stripControls(lastPart(name)).replace(UNSAFE, "_").trim().replace(/[. ]+$/, "")
    .replace(/^[.-]/, "_");
  const chars = [...plain.toWellFormed()];
  while (new TextEncoder().encode(chars.join("")).length > NAME_MAX_BYTES) chars.pop();
  const short = chars.join("");
  if (short === "") return "file";
  return DEVICES.test(short) ? `_${short}` : short;
}

/** The settings of one file that is saved. */
export interface SaveOptions {
  /** The path that the person chose: a file, or a folder. Undefined: the working folder. */
  readonly path: string | undefined;
  readonly onProgress: (gotBytes: number, size: number) => void;
}

/**
 * Saves a file and returns its path. An earlier file is never replaced. The bytes go into `PATH.part`,
 * which is renamed once they are whole, so a file under its name is always a whole one.
 *
 * @throws {ClientError} `file-exists` or `file-broken`, or what ends the file's stream; nothing is left
 * then.
 */
export async function saveFile(
  { name, size, stream }: FetchedFile,
  { path, onProgress }: SaveOptions,
): Promise<string> {
  let got = 0;
  const counted = stream.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(bytes, controller) {
        onProgress(got += bytes.length, size);
        controller.enqueue(bytes);
      },
    }),
  );
  const target = await targetOf(path, safeFileName(name)).catch(async (error) => {
    await counted.cancel();
    throw error;
  });
  const partial = `${target}.part`;
  const file = await create(partial).catch(async (error) => {
    await counted.cancel();
    throw error;
  });
  try {
    await counted.pipeTo(file.writable);
    // A rename would replace a file that has come meanwhile: this one takes the name first.
    (await create(target)).close();
    await Deno.rename(partial, target);
  } catch (error) {
    if (error instanceof ClientError) throw error;
    throw new ClientError("file-broken", `${target} can't be written: ${whyOf(error)}.`);
  } finally {
    await Deno.remove(partial).catch(() => {});
  }
  return target;
}

async function targetOf(path: string | undefined, name: string): Promise<string> {
  const isFolder = path !== undefined && (await statOf(path))?.isDirectory;
  const target = path === undefined
    ? name
    : isFolder
    ? `${path.replace(/\/+$/, "")}/${name}`
    : path;
  if (await statOf(target) !== undefined) throw exists(target);
  return target;
}

async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path).then((info) => info.isSymlink ? Deno.stat(path) : info);
  } catch {
    return undefined;
  }
}

async function create(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw exists(path);
    throw new ClientError("file-broken", `${path} can't be written: ${whyOf(error)}.`);
  }
}

function exists(path: string): ClientError {
  return new ClientError(
    "file-exists",
    `${path} is there already, and nothing is overwritten: name another path behind the number.`,
  );
}
