import { dirname } from "node:path";
import { acceptAll } from "./accept.ts";
import type { Admission } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import type { Transport } from "../transport.ts";
import { UNIX_ADDRESS } from "./byte_link.ts";

/** A Unix socket's path and mode. */
export interface UnixOptions {
  readonly path: string;
  /** The file's mode; the right to write is the right to connect. */
  readonly mode: number;
}

/**
 * Listens on a Unix socket. A socket file that a server left behind, and that nobody listens on, is
 * replaced. The file is removed at the end.
 *
 * @throws {Deno.errors.AddrInUse} Another server listens there, or another file has that name.
 */
export async function listenUnix(
  options: UnixOptions,
  context: Context,
  admission: Admission,
): Promise<Transport> {
  const { path } = options;
  const listener = await bindUnix(options);
  let count = 0;
  return {
    address: `unix ${path}`,
    async serve(signal) {
      // Without a wait: another server may be about to listen there.
      const removed = aborted(signal).then(() => Deno.remove(path)).catch(() => {});
      await acceptAll(listener, signal, {
        context,
        admission,
        transport: "unix",
        originOf: () => ({ address: UNIX_ADDRESS, remote: `unix #${++count}` }),
      });
      await removed;
    },
  };
}

/**
 * Binds a Unix socket. A socket file that a server left behind, and that nobody listens on, is
 * replaced.
 *
 * @throws {Deno.errors.AddrInUse} Another server listens there, or another file has that name.
 * @throws {Error} The path is too long for a socket.
 */
export async function bindUnix(options: UnixOptions): Promise<Deno.UnixListener> {
  const { path } = options;
  checkLength(path);
  await removeStale(path);
  if (await exists(path)) {
    throw new Deno.errors.AddrInUse(`Another program has the socket ${path}`);
  }
  return listenWithMode(options);
}

/**
 * Makes the socket in a private folder and moves it once it has its mode: the system makes it with the
 * umask's mode, and a program that connects before the change would stay connected.
 */
function listenWithMode({ path, mode }: UnixOptions): Deno.UnixListener {
  // Windows has no modes of files.
  if (Deno.build.os === "windows") return Deno.listen({ transport: "unix", path });
  const folder = privateFolderBeside(path);
  const madePath = folder === undefined ? path : `${folder}/s`;
  let listener: Deno.UnixListener | undefined;
  try {
    listener = Deno.listen({ transport: "unix", path: madePath });
    Deno.chmodSync(madePath, mode);
    if (folder !== undefined) Deno.renameSync(madePath, path);
    return listener;
  } catch (error) {
    listener?.close();
    throw error;
  } finally {
    if (folder !== undefined) Deno.removeSync(folder, { recursive: true });
  }
}

// A socket's path has at most 108 bytes on Linux and 104 elsewhere, with a zero at the end.
const SOCKET_PATH_MAX_BYTES = Deno.build.os === "linux" ? 107 : 103;
const INNER_PATH_BYTES = "/.s0123456789abcdef/s".length;

/** A socket that is made elsewhere and moved there would be open, and nobody could connect to it. */
function checkLength(path: string): void {
  const bytes = new TextEncoder().encode(path).length;
  if (bytes <= SOCKET_PATH_MAX_BYTES) return;
  throw new Error(
    `its path has ${bytes} bytes, and a socket's has at most ${SOCKET_PATH_MAX_BYTES}: choose a shorter one.`,
  );
}

/** Returns undefined if there can be none: the server may write to the socket's path alone. */
function privateFolderBeside(path: string): string | undefined {
  const dir = dirname(path);
  if (new TextEncoder().encode(dir).length + INNER_PATH_BYTES > SOCKET_PATH_MAX_BYTES) return;
  try {
    return Deno.makeTempDirSync({ dir, prefix: ".s" });
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

async function removeStale(path: string): Promise<void> {
  const info = await Deno.lstat(path).catch(() => undefined);
  if (info === undefined || !info.isSocket) return;
  try {
    (await Deno.connect({ transport: "unix", path })).close();
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) await Deno.remove(path);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
