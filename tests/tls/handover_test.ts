import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { RefusalLog, Shortage } from "../../transports/mod.ts";
import { handoverTimedOut, type PrivateListener } from "../../transports/tls/private_listener.ts";
import { TlsTerminator } from "../../transports/tls/tls.ts";
import { CapturedLog } from "../support/server/captured_log.ts";

/** Opens a connection by a listener that fails, and returns what is logged. */
async function logOfFailed(error: Error): Promise<readonly string[]> {
  using log = new CapturedLog();
  const listener = { open: () => Promise.reject(error) } as unknown as PrivateListener;
  const shared = { shortage: new Shortage(), refusals: new RefusalLog(), now: () => 0 };
  const terminator = new TlsTerminator(listener, shared);
  const client = {
    read: () => Promise.resolve(null),
    write: (bytes: Uint8Array) => Promise.resolve(bytes.length),
    closeWrite: () => Promise.resolve(),
    close: () => {},
  };
  const opened = () => terminator.open(client, new Uint8Array());
  await assertRejects(opened, Deno.errors.ConnectionAborted);
  return [...log.linesOf("accept"), ...log.linesOf("tls")];
}

Deno.test("a connection that isn't handed out ends alone, and is no shortage", async () => {
  assertEquals(await logOfFailed(handoverTimedOut()), []);
  const reset = Object.assign(new Deno.errors.ConnectionReset("reset"), { code: "ECONNRESET" });
  assertEquals(await logOfFailed(reset), []);
});

Deno.test("a connection that isn't handed out for lack of descriptors is a shortage", async () => {
  const [line] = await logOfFailed(Object.assign(new Error("too many"), { code: "EMFILE" }));
  assertMatch(line, /^error: This process has no file descriptor left/);
});
