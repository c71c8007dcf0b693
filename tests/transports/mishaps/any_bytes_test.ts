import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ByteLink } from "../../../transports/stream/byte_link.ts";
import { serveStream } from "../../../transports/stream/stream.ts";
import { memoryContext } from "../../support/server/memory_context.ts";
import { pack } from "../../support/peers/wire.ts";

const encoder = new TextEncoder();

/** A connection in memory: it gives chunks to read and then its end. */
class MemoryLink implements ByteLink {
  readonly transport = "tcp";
  readonly address = "10.0.0.1";
  readonly remote = "tcp 10.0.0.1:9";
  isClosed = false;
  #unread: Uint8Array[];

  constructor(chunks: readonly Uint8Array[]) {
    this.#unread = chunks.filter(({ length }) => length > 0);
  }

  read(into: Uint8Array): Promise<number | null> {
    const chunk = this.#unread.shift();
    if (chunk === undefined) return Promise.resolve(null);
    const count = Math.min(into.length, chunk.length);
    into.set(chunk.subarray(0, count));
    if (count < chunk.length) this.#unread.unshift(chunk.subarray(count));
    return Promise.resolve(count);
  }

  write(): Promise<void> {
    return Promise.resolve();
  }

  finish(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Messages that are nearly right, among them what reaches deep into the hub. */
const nearlyGood = fc.record({
  name: fc.oneof(
    fc.constantFrom<unknown>("ada", "bob", "", 5, null),
    fc.string({ unit: "binary" }),
  ),
  msg: fc.oneof(
    fc.constantFrom<unknown>("hi", "", "/who", "/join #x", "/nick", "/msg bob x", "/quit", [], 7),
    fc.string({ unit: "binary" }).map((text) => `/${text}`),
  ),
  to: fc.constantFrom<unknown>("echo", "time", "#lobby", "#", "", "nobody", {}),
  id: fc.constantFrom<unknown>("1", "", 1),
  since: fc.constantFrom<unknown>(0, -1, 1e300, "0"),
  session: fc.constantFrom<unknown>("x", {}),
  heartbeat: fc.constantFrom<unknown>(5, 0, "5"),
}, { requiredKeys: [] }).map((fields) => encoder.encode(JSON.stringify(fields)));

const wire = fc.constantFrom("frames-le", "frames-be", "json-lines", "plain");

const chunk = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc.tuple(wire, fc.oneof(nearlyGood, fc.uint8Array({ maxLength: 60 })))
    .map(([name, body]) => pack(name, body)),
);

Deno.test("no bytes throw out of a connection, and none leave a name", async () => {
  const context = memoryContext();
  const namesBefore = context.hub.directory.size;
  await fc.assert(
    fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), async (chunks) => {
      const link = new MemoryLink(chunks);
      await new Promise<void>((onEnd) => serveStream(link, context, onEnd));
      assert(link.isClosed, "the link is let go");
      assertEquals(context.counters.closes.get("internal-error") ?? 0, 0);
      assertEquals([context.connections.size, context.hub.directory.size], [0, namesBefore]);
    }),
    { numRuns: 300 },
  );
});
