import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import type { Batch } from "../../batch/mod.ts";
import {
  DATAGRAMS,
  type Dialect,
  Events,
  STREAM_DIALECTS,
  textPayloads,
  WEBSOCKET,
} from "../../protocol/mod.ts";
import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import { MemoryPeer } from "../support/hub/memory_peer.ts";
import { atOnce, isMessage, MemoryHub } from "../support/hub/memory_hub.ts";
import type { Heard } from "../support/hub/memory_peer.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** For each JSON dialect, a reader of the bytes that its clients get. */
const READERS: Readonly<
  Record<string, { dialect: Dialect; read: (bytes: Uint8Array) => string[] }>
> = {
  "frames-le": { dialect: STREAM_DIALECTS["frames-le"], read: (bytes) => readFrames(bytes, true) },
  "frames-be": { dialect: STREAM_DIALECTS["frames-be"], read: (bytes) => readFrames(bytes, false) },
  "json-lines": { dialect: STREAM_DIALECTS["json-lines"], read: readLines },
  websocket: {
    dialect: WEBSOCKET,
    read: (bytes) => textPayloads(bytes).map((payload) => decoder.decode(payload)),
  },
  events: { dialect: new Events({ epoch: "epoch-1" }), read: readEvents },
};

function readFrames(bytes: Uint8Array, isLittle: boolean): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + view.getUint32(at, isLittle);
    texts.push(decoder.decode(bytes.subarray(at + 4, end)));
    at = end;
  }
  return texts;
}

function readLines(bytes: Uint8Array): string[] {
  return decoder.decode(bytes).split("\n").slice(0, -1);
}

function readEvents(bytes: Uint8Array): string[] {
  const events = decoder.decode(bytes).split("\n\n").slice(0, -1);
  const prefix = "data: ";
  return events.map((event) =>
    event.split("\n").find((line) => line.startsWith(prefix))!.slice(prefix.length)
  );
}

for (const [name, { dialect, read }] of Object.entries(READERS)) {
  const hear = (peer: MemoryPeer) =>
    read(peer.bytesSince()).map((text) => JSON.parse(text) as Heard);

  Deno.test(`${name}: a peer hears all messages and notices except its own messages`, () => {
    const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 })
      .map((text) => `x${text}`);
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(2), text)), (said) => {
      const home = new MemoryHub();
      const peers = [0, 1, 2].map(() => new MemoryPeer({ dialect }));
      const members = peers.map((peer, i) =>
        atOnce(home.hub.attach(peer, { name: `p${i}` }, home.nowMs))
      );
      home.turn();
      for (const peer of peers) peer.bytesSince();
      said.forEach(([who, msg]) => home.hub.handle(members[who], { msg }, home.nowMs));
      home.hub.handle(members[0], { msg: "/time %s" }, home.nowMs);
      home.turn();
      peers.forEach((peer, i) => {
        const heard = hear(peer);
        assertEquals(
          heard.filter(isMessage).map(({ name, msg }) => [name, msg]),
          said.filter(([who]) => who !== i).map(([who, msg]) => [`p${who}`, msg]),
        );
        assertEquals(heard.some(({ event }) => event === "time"), i === 0);
      });
    }));
  });

  Deno.test(`${name}: messages of each size at which a header's form changes arrive whole`, () => {
    const home = new MemoryHub();
    const peer = new MemoryPeer({ dialect });
    home.hub.attach(peer, { name: "ada" }, home.nowMs);
    const bob = home.join("bob");
    const around = `{"seq":1,"time":"2026-11-21T05:00:00.000Z","name":"bob","msg":""}`.length;
    home.turn();
    peer.bytesSince();
    let digits = 0;
    for (const size of [1, 125 - around, 126 - around, 127 - around, 255, 256, 65_400]) {
      if (size < 1) continue;
      bob.says("y".repeat(size));
      home.turn();
      const [message] = hear(peer);
      assertEquals(message.msg.length, size);
      digits = String(message.seq).length;
    }
    bob.says("y".repeat(MESSAGE_MAX_BYTES - around - digits + 1));
    home.turn();
    assertEquals(hear(peer).length, 1);
  });

  Deno.test(`${name}: a batch is encoded once for all its receivers`, () => {
    const home = new MemoryHub();
    const encodings = new Map<Batch, string[]>();
    for (let i = 0; i < 3; i++) {
      const watched: Dialect = {
        ...boundTo(dialect),
        encodeBatch(batch) {
          const encoding = dialect.encodeBatch(batch);
          assertStrictEquals(dialect.encodeBatch(batch), encoding);
          const { buffer, byteOffset } = encoding.bytes;
          const earlier = encodings.get(batch) ?? [];
          encodings.set(batch, [...earlier, `${idOf(buffer)} at ${byteOffset}`]);
          return encoding;
        },
      };
      const peer = new MemoryPeer({ dialect: watched });
      home.hub.attach(peer, { name: `p${i}` }, home.nowMs);
    }
    home.turn();
    encodings.clear();
    home.join("bob").says("hello");
    home.turn();
    assert(encodings.size > 0);
    for (const places of encodings.values()) {
      assertEquals(places, Array(3).fill(places[0]), "all receivers share the bytes");
    }
  });
}

const ids = new WeakMap<ArrayBufferLike, number>();
let lastId = 0;

function idOf(buffer: ArrayBufferLike): number {
  if (!ids.has(buffer)) ids.set(buffer, ++lastId);
  return ids.get(buffer)!;
}

function boundTo(dialect: Dialect): Dialect {
  return {
    name: dialect.name,
    isJson: dialect.isJson,
    decode: (bytes, start, end) => dialect.decode(bytes, start, end),
    encodeNotice: (notice) => dialect.encodeNotice(notice),
    encodeBatch: (batch) => dialect.encodeBatch(batch),
  };
}

Deno.test("a datagram is one JSON object, without header or end mark", () => {
  const home = new MemoryHub();
  const [ada, bob] = [home.join("ada"), home.join("bob")];
  const sizes: number[] = [];
  ada.peer.deliver = (batch) => {
    const { bytes, offsets } = DATAGRAMS.encodeBatch(batch);
    for (let i = 0; i < batch.count; i++) {
      const datagram = decoder.decode(bytes.subarray(offsets[i], offsets[i + 1]));
      sizes.push(JSON.parse(datagram).msg.length);
    }
  };
  for (const size of [1, 10, 100]) bob.says("x".repeat(size));
  home.turn();
  assertEquals(sizes, [1, 10, 100]);
});

Deno.test("an event of a message has an id to resume from, and a notice has none", () => {
  const home = new MemoryHub();
  const peer = new MemoryPeer({ dialect: READERS.events.dialect });
  home.hub.attach(peer, { name: "ada" }, home.nowMs);
  home.turn();
  peer.bytesSince();
  const bob = home.join("bob");
  bob.says("hello");
  home.turn();
  const [joined, message] = decoder.decode(peer.bytesSince()).split("\n\n");
  assertEquals(joined.split("\n")[0], "event: notice");
  assertEquals(message.split("\n")[0], "id: 1.epoch-1");
});
