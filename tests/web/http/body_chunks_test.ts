import { assertEquals, assertLess, assertRejects } from "@std/assert";
import { chunksOf, Deadline } from "../../../transports/web/http/body_chunks.ts";

const CHUNK_BYTES = 100_000;
const CHUNKS = 6_000;

/** Chunks that come one behind the other, as those of a body do. */
async function* body(): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < CHUNKS; i++) {
    await Promise.resolve();
    yield new Uint8Array(CHUNK_BYTES);
  }
}

Deno.test("a body's chunks aren't held until its end", async () => {
  const before = Deno.memoryUsage().external;
  let most = 0;
  let bytes = 0;
  for await (const chunk of chunksOf(body(), new Deadline())) {
    bytes += chunk.length;
    most = Math.max(most, Deno.memoryUsage().external - before);
  }
  assertEquals(bytes, CHUNKS * CHUNK_BYTES);
  assertLess(most, bytes / 2);
});

Deno.test("a deadline that has passed ends each wait, the present one and later ones", async () => {
  const deadline = new Deadline();
  const waiting = deadline.within(Promise.withResolvers<void>().promise);
  deadline.fail(new Error("interrupted"));
  await assertRejects(() => waiting, Error, "interrupted");
  const later = Promise.withResolvers<void>().promise;
  await assertRejects(() => deadline.within(later), Error, "interrupted");
});
