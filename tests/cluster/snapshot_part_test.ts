import { assertEquals, assertThrows } from "@std/assert";
import {
  encodePart,
  messagesParts,
  PartReader,
  type SnapshotPart,
} from "../../cluster/snapshot/snapshot_part.ts";

const body = new TextEncoder().encode('"name":"ada","msg":"早 🌱"}');
const PARTS: readonly SnapshotPart[] = [
  {
    kind: "begin",
    form: 1,
    epoch: "e",
    position: 7,
    lastSeq: 7_168,
    newestSeq: 7_000,
    timeMs: 5,
  },
  ...messagesParts([
    { scope: "#tea", to: "#Tea", seq: 1_024, timeMs: 4, body },
    { scope: "#tea", to: "#Tea", seq: 1_027, timeMs: 5, body: body.subarray(0, 12) },
    { scope: "#lobby", seq: 1_025, timeMs: 4, body },
  ]),
  { kind: "end" },
];

Deno.test("a snapshot is read in pieces of any size", () => {
  const bytes = new Uint8Array(
    PARTS.flatMap((part) => encodePart(part).flatMap((piece) => [...piece])),
  );
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new PartReader();
    const parts: SnapshotPart[] = [];
    for (let at = 0; at < bytes.length; at += size) {
      parts.push(...reader.push(bytes.subarray(at, at + size)));
    }
    assertEquals(parts, PARTS, `in pieces of ${size} bytes`);
  }
});

Deno.test("messages of one scope that follow each other are one part, up to a limit", () => {
  const kinds = PARTS.flatMap((part) => part.kind === "messages" ? [part.messages.length] : []);
  assertEquals(kinds, [2, 1]);
  const large = { scope: "#tea", seq: 1, timeMs: 4, body: new Uint8Array(200_000) };
  assertEquals(messagesParts([large, large, large]).map(({ messages }) => messages.length), [
    1,
    1,
    1,
  ]);
});

Deno.test("bytes that aren't a snapshot are refused", () => {
  assertThrows(() => new PartReader().push(new Uint8Array(16).fill(0xff)), RangeError);
  const noJson = new Uint8Array([0, 0, 0, 1, 0, 0, 0, 0, 0x7b]);
  assertThrows(() => new PartReader().push(noJson), SyntaxError);
});
