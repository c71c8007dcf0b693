import { assertEquals } from "@std/assert";
import type { StoredFile } from "../../files/mod.ts";
import { Sweeper } from "../../files/sweeper.ts";

const HOUR_MS = 3_600_000;
const FILE: StoredFile = {
  id: "f".repeat(32),
  name: "a.txt",
  size: 1,
  type: "text/plain",
  md5: "",
  sha256: "",
  author: "ada",
  keptMs: 0,
  afterSeq: 5,
};

/** A log with one message about a file, or none. */
function logWith(seq: number | undefined, lastSeq = 9) {
  const json = new TextEncoder().encode(JSON.stringify({ seq, file: { id: FILE.id } }));
  return {
    lastSeq,
    find: (one: number) =>
      Promise.resolve(one === seq ? { seq, json, scope: "#lobby" } : undefined),
  };
}

interface Swept {
  readonly file?: Partial<StoredFile>;
  readonly seq?: number;
  readonly wallMs?: number;
  readonly isShared?: boolean;
}

/** Returns what one pass does with one file. */
async function sweep({ file, seq, wallMs = 1, isShared = false }: Swept): Promise<string> {
  let done = "kept";
  const files = {
    values: () => [{ ...FILE, ...file }],
    onSaid: (_id: string, one: number) => void (done = `said as ${one}`),
    remove: () => Promise.resolve(void (done = "removed")),
  };
  const sweeper = new Sweeper({ files, log: logWith(seq), wallMs: () => wallMs, isShared });
  await sweeper.pass();
  return done;
}

Deno.test("a file stays while its message is there", async () => {
  assertEquals(await sweep({ file: { seq: 7 }, seq: 7 }), "kept");
});

Deno.test("a file whose message was evicted or taken back goes", async () => {
  assertEquals(await sweep({ file: { seq: 7 } }), "removed");
});

Deno.test("a file whose number another message has got goes", async () => {
  const other = { ...FILE, id: "0".repeat(32), seq: 7 };
  assertEquals(await sweep({ file: other, seq: 7 }), "removed");
});

Deno.test("a crash between message and note is mended: the message behind the file is found", async () => {
  assertEquals(await sweep({ seq: 8 }), "said as 8");
});

Deno.test("a file that was kept before a crash and never said goes", async () => {
  assertEquals(await sweep({}), "removed");
});

Deno.test("a file of this process may still be said, for an hour", async () => {
  assertEquals(await sweep({ file: { keptMs: 1 } }), "kept");
  assertEquals(await sweep({ file: { keptMs: 1 }, wallMs: 1 + HOUR_MS }), "removed");
});

Deno.test("a file that another node has just kept may still be said", async () => {
  assertEquals(await sweep({ isShared: true }), "kept");
  assertEquals(await sweep({ isShared: true, wallMs: HOUR_MS }), "removed");
});
