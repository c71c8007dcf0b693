import { assertEquals, assertThrows } from "@std/assert";
import { messageIdOf, spliceable, textOfId } from "../../batch/mod.ts";
import {
  BUNDLE_MAX_ENTRIES,
  type BundleEntry,
  BundleWriter,
  readBundle,
} from "../../cluster/bundle.ts";
import { ClusterError } from "../../cluster/cluster_error.ts";
import { LOG_FORM } from "../../cluster/log_form.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function spliceOf(text: string) {
  const bytes = encoder.encode(text);
  return { view: spliceable(bytes), start: 0, end: bytes.length };
}

function shown(entry: BundleEntry): unknown {
  if (entry.kind === "text") return entry.json;
  const { ref, body, id } = entry;
  const bytesOf = ({ view, start, end }: typeof body) =>
    new Uint8Array(view.buffer, start, end - start);
  return [ref, decoder.decode(bytesOf(body)), id && textOfId(bytesOf(id))];
}

Deno.test("a bundle is read as it was written", () => {
  const writer = new BundleWriter();
  writer.addText('{"kind":"drop","fold":"ada"}');
  writer.addCanonical(2 ** 40 + 1, spliceOf('"name":"ada","msg":"hi 中文"}'), undefined);
  writer.addCanonical(7, spliceOf('"name":"bob","msg":""}'), messageIdOf('7"\\'));
  const { node, number, entries } = readBundle(writer.finish(2 ** 47, 3));
  assertEquals([node, number], [2 ** 47, 3]);
  assertEquals(entries.map(shown), [
    '{"kind":"drop","fold":"ada"}',
    [2 ** 40 + 1, '"name":"ada","msg":"hi 中文"}', undefined],
    [7, '"name":"bob","msg":""}', '7"\\'],
  ]);
});

Deno.test("a bundle has room for a number of entries, and for one of the largest size", () => {
  const writer = new BundleWriter();
  for (let i = 0; i < BUNDLE_MAX_ENTRIES; i++) {
    assertEquals(writer.hasRoom, true);
    writer.addText("{}");
  }
  assertEquals(writer.hasRoom, false);
  const large = new BundleWriter();
  while (large.hasRoom) large.addText("x".repeat(65_507));
  const bytes = large.finish(1, 1);
  assertEquals(bytes.length <= 512 * 1024, true);
  assertEquals(readBundle(bytes).entries.length, large.count);
});

Deno.test("bytes of another form, and cut ones, are no bundle", () => {
  const writer = new BundleWriter();
  writer.addText("{}");
  const bytes = writer.finish(1, 1);
  assertThrows(() => readBundle(bytes.subarray(0, bytes.length - 1)), RangeError);
  const newer = Uint8Array.of(LOG_FORM + 1, ...bytes.subarray(1));
  assertThrows(() => readBundle(newer), ClusterError, `has form ${LOG_FORM + 1}`);
});
