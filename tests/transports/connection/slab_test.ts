import { assertEquals, assertLess } from "@std/assert";
import { type Batch, receivedBytes } from "../../../batch/mod.ts";
import {
  type CloseReason,
  Hub,
  type Member,
  MemoryHistory,
  type Notice,
  type Peer,
} from "../../../hub/mod.ts";
import { DEFAULT_HUB_LIMITS } from "../../../server/config/mod.ts";
import { STREAM_DIALECTS } from "../../../protocol/mod.ts";
import { MemoryBans } from "../../../store/accounts/memory_bans.ts";
import { MemoryHooks } from "../../../store/accounts/memory_hooks.ts";
import { MemoryAccounts } from "../../../store/accounts/memory_accounts.ts";
import { Outbox, type Sink } from "../../../transports/outbox.ts";
import { Turn } from "../../../transports/turn.ts";
import { atOnce } from "../../support/hub/memory_hub.ts";
import { Random } from "../../support/random.ts";
import { Unpacker } from "../../support/peers/wire.ts";
import { joined } from "../../support/bytes/joined.ts";

const ROOMS = ["#lobby", "#a", "#b"];
const NAMES = ["ada", "bob", "carol", "dan"];
/** The number of turns that a write of each peer lasts. */
const WRITE_TURNS = [1, 4, 30, 150];
const TURNS = 1_500;
const SAID_PER_TURN = 6;
const TEXT_MAX_CHARS = 4_000;
const SLAB_BYTES = 256 * 1024;
const FRAMES = STREAM_DIALECTS["frames-le"];
const decoder = new TextDecoder();

/** A peer that looks at what it writes when the write ends, as a kernel does that is short of room. */
class SlowPeer implements Peer, Sink {
  readonly transport = "tcp";
  readonly address = "192.0.2.1";
  readonly outbox: Outbox;
  readonly written: Uint8Array[] = [];
  /** The memory that was delivered from, where it is of the size that serves again. */
  readonly slabs = new Set<ArrayBufferLike>();
  #end: (() => void) | undefined;

  constructor(turn: Turn) {
    const fail = () => {
      throw new Error("nothing overflows or breaks here");
    };
    this.outbox = new Outbox(this, turn, { maxBytes: 1e9, onOverflow: fail, onBroken: fail });
  }

  send(notice: Notice): void {
    this.outbox.push(FRAMES.encodeNotice(notice));
  }

  deliver(batch: Batch, self: Member): void {
    if (batch.bytes.buffer.byteLength > SLAB_BYTES) this.slabs.add(batch.bytes.buffer);
    this.outbox.push(receivedBytes(batch, FRAMES.encodeBatch(batch), self), batch.memory);
  }

  refuse(): void {}

  write(chunks: readonly Uint8Array[]): Promise<void> {
    return new Promise((resolve) => {
      this.#end = () => {
        this.written.push(joined(chunks));
        resolve();
      };
    });
  }

  /** Ends the write under way, if there is one. */
  endWrite(): void {
    this.#end?.();
    this.#end = undefined;
  }

  texts(): string[] {
    const unpacker = new Unpacker("frames-le");
    unpacker.feed(joined(this.written));
    const texts: string[] = [];
    for (let body = unpacker.next(); body !== undefined; body = unpacker.next()) {
      const { msg, event } = JSON.parse(decoder.decode(body));
      if (event === undefined) texts.push(msg);
    }
    return texts;
  }

  close(_reason: CloseReason): void {}
  backlogBytes(): number {
    return this.outbox.backlogBytes;
  }
  drained(): Promise<void> {
    return this.outbox.drained();
  }
}

/** Everybody talks into rooms and reads at a speed of its own; returns what was and what was heard. */
async function talk(seed: number) {
  const random = new Random(seed);
  const turn: Turn = new Turn(() => hub.flush());
  const hub = new Hub({
    history: new MemoryHistory({ retainMessages: 20, retainBytes: 1e6, epoch: "e" }),
    limits: DEFAULT_HUB_LIMITS,
    accounts: new MemoryAccounts(),
    bans: new MemoryBans(),
    hooks: new MemoryHooks(),
    hashToken: (token) => `hash of ${token}`,
    hashKey: [1, 2],
    newToken: () => crypto.randomUUID(),
    requestFlush: turn.request,
  });
  const peers = NAMES.map(() => new SlowPeer(turn));
  const members = peers.map((peer, i) => atOnce(hub.attach(peer, { name: NAMES[i] }, 0)));
  for (const member of members) {
    for (const room of ROOMS) hub.handle(member, { msg: `/join ${room}` }, 0);
  }
  const expected: string[][] = NAMES.map(() => []);
  let saidBytes = 0;
  let to = ROOMS[0];
  for (let i = 0; i < TURNS * SAID_PER_TURN; i++) {
    // One room a turn: what is said in several goes out merged, in memory of its own.
    if (i % SAID_PER_TURN === 0) to = ROOMS[random.below(ROOMS.length)];
    const author = random.below(NAMES.length);
    const text = `${i} `.padEnd(1 + random.below(TEXT_MAX_CHARS), `${i % 10}`);
    hub.handle(members[author], { msg: text, to }, i);
    saidBytes += text.length;
    for (const [j, texts] of expected.entries()) if (j !== author) texts.push(text);
    if (i % SAID_PER_TURN < SAID_PER_TURN - 1) continue;
    const turns = Math.ceil(i / SAID_PER_TURN);
    for (const [j, peer] of peers.entries()) if (turns % WRITE_TURNS[j] === 0) peer.endWrite();
    await turn.next();
  }
  while (peers.some(({ outbox }) => outbox.backlogBytes > 0)) {
    for (const peer of peers) peer.endWrite();
    await turn.next();
  }
  return { peers, expected, saidBytes };
}

Deno.test("memory of batches is used again, but only after its last reader", async () => {
  const { peers, expected, saidBytes } = await talk(1);
  for (const [i, peer] of peers.entries()) assertEquals(peer.texts(), expected[i]);
  const slabs = peers[0].slabs.union(peers[1].slabs).size;
  assertLess(slabs, saidBytes / SLAB_BYTES / 2);
});
