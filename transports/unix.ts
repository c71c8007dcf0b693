import { acceptAll } from "./accept.ts";
import type { Admission } from "./admission.ts";
import type { Context } from "./context.ts";
import type { Transport } from "./link.ts";

/**
 * Listens on a Unix socket. A socket file that a server left behind, and that nobody listens on, is
 * replaced.
 *
 * @throws {Deno.errors.AddrInUse} Where somebody listens there.
 */
export async function listenUnix(
  path: string,
  context: Context,
  admission: Admission,
): Promise<Transport> {
  await removeStale(path);
  const listener = Deno.listen({ transport: "unix", path });
  let count = 0;
  return {
    address: `unix ${path}`,
    serve: (signal) =>
      acceptAll(listener, signal, {
        context,
        admission,
        transport: "unix",
        // They have no address, so they are counted together.
        originOf: () => ({ address: "unix", remote: `unix #${++count}` }),
      }),
  };
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
