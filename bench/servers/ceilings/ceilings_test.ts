import { assertEquals, assertStringIncludes } from "@std/assert";
import { framesLittleEndian } from "../../wires/hubbub.ts";
import { websocket } from "../../wires/websocket.ts";
import type { PeerPlan, Wire } from "../../wires/wire.ts";
import type { Server } from "../server.ts";
import { bareWs } from "./bare_ws.ts";
import { epollServer } from "./epoll.ts";

const DENIED = (["net", "read", "write", "env", "run"] as const).filter((name) =>
  Deno.permissions.querySync({ name }).state !== "granted"
);

/** Declares a test with a server, left out visibly where it isn't installed. */
async function serverTest(name: string, server: Server, fn: () => Promise<void>): Promise<void> {
  const reason = DENIED.length > 0
    ? `needs ${DENIED.map((denied) => `--allow-${denied}`)}`
    : await server.version() === undefined
    ? `${server.name} is missing: ${server.howToInstall}`
    : undefined;
  if (reason === undefined) Deno.test(name, fn);
  else Deno.test({ name: `${name} (ignored: ${reason})`, ignore: true, fn });
}

/** A connection that speaks a protocol of the bench. */
class Peer implements Disposable {
  #bytes = new Uint8Array(0);

  constructor(readonly wire: Wire, readonly plan: PeerPlan, readonly connection: Deno.Conn) {}

  async send(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) at += await this.connection.write(bytes.subarray(at));
  }

  async say(text: string): Promise<void> {
    await this.send(this.wire.message(this.plan, new TextEncoder().encode(text)).bytes);
  }

  /** The kind of the next item and its text; "end" when the server has closed the connection. */
  async next(): Promise<[kind: string, text: string]> {
    for (;;) {
      const item = this.wire.next(this.#bytes, 0, this.#bytes.length);
      if (item !== undefined && this.#bytes.length > 0) {
        const text = new TextDecoder().decode(this.#bytes.subarray(0, item.length));
        this.#bytes = this.#bytes.slice(item.length);
        if (item.kind !== "other") return [item.kind, text];
        continue;
      }
      const chunk = new Uint8Array(65_536);
      const count = await this.connection.read(chunk);
      if (count === null) return ["end", ""];
      this.#bytes = new Uint8Array([...this.#bytes, ...chunk.subarray(0, count)]);
    }
  }

  async kinds(count: number): Promise<string[]> {
    const kinds: string[] = [];
    for (let left = count; left > 0; left--) kinds.push((await this.next())[0]);
    return kinds;
  }

  [Symbol.dispose](): void {
    this.connection.close();
  }
}

type Enter = (name: string, room?: string) => Promise<Peer>;

/** Starts a server for a function that lets peers in. */
async function withServer(server: Server, wire: Wire, use: (enter: Enter) => Promise<void>) {
  const directory = await Deno.makeTempDir({ prefix: "hubbub-ceiling-" });
  const settings = { log: "off", web: true, slowReaderLimit: "lifted" } as const;
  const running = await server.start({ core: undefined, directory, settings });
  try {
    await use(async (name, room = "lobby") => {
      const { host, port } = running.tcp;
      const connection = await Deno.connect({ hostname: host, port });
      const peer = new Peer(wire, { name, room, speaker: 0, listens: true }, connection);
      await peer.send(wire.greeting(peer.plan));
      const readies = wire.readies(peer.plan);
      assertEquals(await peer.kinds(readies), Array(readies).fill("ready"));
      return peer;
    });
  } finally {
    await running.child.stop();
    await Deno.remove(directory, { recursive: true });
  }
}

for (const [server, wire] of [[epollServer, framesLittleEndian], [bareWs, websocket]] as const) {
  await serverTest(`${server.name} delivers to all others as the hub does`, server, async () => {
    await withServer(server, wire, async (enter) => {
      using ada = await enter("peer0001");
      using bob = await enter("peer0002");
      await ada.say("good morning");
      const [kind, text] = await bob.next();
      assertEquals(kind, "message");
      const time = '"time":"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"';
      const said = `{"seq":1,${time},"name":"peer0001","msg":"good morning"}`;
      assertEquals(new RegExp(said.replace("{", "\\{")).test(text), true, text);
      await bob.say("and to you");
      // Ada's own message would come before the answer to it.
      assertStringIncludes((await ada.next())[1], "and to you");
    });
  });
}

await serverTest("epoll keeps rooms apart", epollServer, async () => {
  await withServer(epollServer, framesLittleEndian, async (enter) => {
    using ada = await enter("peer0001", "ops");
    using bob = await enter("peer0002", "ops");
    using eve = await enter("peer0003", "dev");
    using kim = await enter("peer0004", "dev");
    await ada.say("of the one");
    assertStringIncludes((await bob.next())[1], "of the one");
    await kim.say("of the other");
    assertStringIncludes((await eve.next())[1], "of the other");
    await bob.say("again");
    assertStringIncludes((await ada.next())[1], "again");
  });
});

await serverTest("epoll puts frames together that come byte by byte", epollServer, async () => {
  await withServer(epollServer, framesLittleEndian, async (enter) => {
    using ada = await enter("peer0001");
    using bob = await enter("peer0002");
    const { bytes } = ada.wire.message(ada.plan, new TextEncoder().encode("slowly"));
    for (const byte of bytes) await ada.send(new Uint8Array([byte]));
    await ada.say("a second one");
    assertStringIncludes((await bob.next())[1], "slowly");
    assertStringIncludes((await bob.next())[1], "a second one");
  });
});

await serverTest("epoll refuses bad input with a sentence, and goes on", epollServer, async () => {
  const wrap = (json: string) => {
    const frame = new Uint8Array(4 + json.length);
    new DataView(frame.buffer).setUint32(0, json.length, true);
    new TextEncoder().encodeInto(json, frame.subarray(4));
    return frame;
  };
  await withServer(epollServer, framesLittleEndian, async (enter) => {
    using bob = await enter("peer0002");
    const wrong: readonly [Uint8Array, string][] = [
      [wrap("hello"), "bad-message"],
      [wrap('{"name":"peer0009","msg":"as another"}'), "bad-message"],
      [wrap('{"name":"peer0001","msg":"a "quote""}'), "bad-message"],
      [wrap('{"name":"peer0001","msg":"}'), "bad-message"],
      [new Uint8Array([0xff, 0xff, 0xff, 0xff]), "too-long"],
    ];
    for (const [bytes, error] of wrong) {
      using ada = await enter("peer0001");
      await ada.send(bytes);
      const [kind, text] = await ada.next();
      assertEquals(kind, "refusal");
      assertStringIncludes(text, error);
      assertEquals(await ada.next(), ["end", ""]);
    }
    using eve = await enter("peer0003");
    await eve.say("still here");
    assertStringIncludes((await bob.next())[1], "still here");
  });
});

await serverTest("epoll closes a peer that never reads, and no other", epollServer, async () => {
  const messages = 400;
  const text = "x".repeat(60_000);
  await withServer(epollServer, framesLittleEndian, async (enter) => {
    using ada = await enter("peer0001");
    using bob = await enter("peer0002");
    using sleeper = await enter("peer0003");
    for (let count = 0; count < messages; count++) {
      await ada.say(text);
      assertEquals((await bob.next())[0], "message");
    }
    const kinds = new Set<string>();
    try {
      for (let [kind] = await sleeper.next(); kind !== "end"; [kind] = await sleeper.next()) {
        kinds.add(kind);
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
    }
    assertEquals([...kinds], ["message"]);
  });
});
