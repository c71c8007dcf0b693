import { getLogger } from "@logtape/logtape";
import {
  type Batch,
  receivedBytes,
  receivedCount,
  receivedEntries,
  type SlabMemory,
} from "../../batch/mod.ts";
import type { CloseReason, Member } from "../../hub/mod.ts";
import type { Dialect } from "../../protocol/mod.ts";
import type { Counters, Traffic } from "../counters.ts";
import { Outbox, type OutboxOwner } from "../outbox.ts";
import type { Turn } from "../turn.ts";
import type { Link } from "./link.ts";
import type { Trace, Traced } from "./trace.ts";

const log = getLogger(["hubbub", "connection"]);

/** The connection that an {@linkcode Output} belongs to. */
export interface OutputOwner extends Traced {
  /** Ends the connection without a goodbye. */
  abort(reason: CloseReason): void;
}

/** The parts of a server that an {@linkcode Output} works with. */
export interface OutputContext {
  readonly turn: Turn;
  readonly counters: Counters;
  readonly trace: Trace | undefined;
}

/** The way out of a connection: what the hub delivers, as bytes of a dialect, into the outbox. */
export class Output implements OutboxOwner {
  readonly outbox: Outbox;
  readonly maxBytes: number;
  readonly #owner: OutputOwner;
  readonly #context: OutputContext;
  readonly #traffic: Traffic;
  readonly #isUdp: boolean;

  /** @param maxBytes Most bytes in the outbox. */
  constructor(owner: OutputOwner, link: Link, context: OutputContext, maxBytes: number) {
    this.#owner = owner;
    this.#context = context;
    this.maxBytes = maxBytes;
    this.#traffic = context.counters.traffic[link.transport];
    this.#isUdp = link.transport === "udp";
    this.outbox = new Outbox(link, context.turn, this);
  }

  /** Pushes the part of a batch that a member gets. Each datagram holds one entry. */
  deliver(dialect: Dialect, batch: Batch, self: Member): void {
    const encoding = dialect.encodeBatch(batch);
    this.#context.counters.deliveries += receivedCount(batch, self);
    if (!this.#isUdp) return this.push(receivedBytes(batch, encoding, self), batch.memory);
    for (const entry of receivedEntries(batch, encoding, self)) this.push(entry, batch.memory);
  }

  push(bytes: Uint8Array, memory?: SlabMemory): void {
    this.#traffic.bytesOut += bytes.length;
    this.#context.trace?.sent(this.#owner, bytes);
    this.outbox.push(bytes, memory);
  }

  /** The outbox is full: a goodbye has no place in it. */
  onOverflow(): void {
    log.warn("{remote} reads too slowly: over {maxBytes} bytes are waiting for it", {
      remote: this.#owner.remote,
      maxBytes: this.maxBytes,
    });
    this.#owner.abort({ code: "slow-consumer", sentence: "too slow a reader" });
  }

  /** A write failed: the peer is gone. */
  onBroken(): void {
    this.#owner.abort({ code: "gone", sentence: "connection lost" });
  }
}
