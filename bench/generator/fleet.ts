/**
 * Reading for all the peers of a run, into one shared buffer.
 *
 * @module
 */

import type { Item, Notice } from "../wires/wire.ts";
import type { Connection } from "./connection.ts";
import type { Ledger } from "./books/ledger.ts";
import { EAGAIN, errno, libc } from "./sockets/libc.ts";
import type { Poller } from "./sockets/poller.ts";
import { Scanner } from "./books/scanner.ts";
import { acknowledge, pendingError } from "./sockets/socket.ts";

const READ_BYTES = 256 * 1024;
/** The longest item that a server may send; a peer's unfinished bytes wait in a slot of this size. */
const SLOT_BYTES = 16 * 1024;
/** Datagrams read from one socket before the next socket's turn. */
const DATAGRAMS_A_TURN = 64;
const MSG_NOSIGNAL = 0x4000;

/** Reads for many connections. */
export class Fleet {
  /** Room for a tail, then the bytes of the last read, then a slot for the tail of each peer. */
  readonly #arena: Uint8Array<ArrayBuffer>;
  readonly #readArea: Uint8Array<ArrayBuffer>;
  readonly #scanner: Scanner;
  /** True: the server may close a connection without failing the run. */
  tolerateClosing = false;
  /** Called when the server has closed a connection; undefined: that fails the run. */
  onEnd: ((connection: Connection) => void) | undefined;
  /** Called for each message or notice that is told. */
  onTold: (connection: Connection, notice: Notice) => void = () => {};
  /** Called when a peer has joined. */
  onReady: (connection: Connection) => void = () => {};
  /** Called when a message is acknowledged. */
  onAck: (connection: Connection, counterCode: number) => void = () => {};
  /** Called when the server asks for an answer. */
  onQuestion: (connection: Connection, answer: Uint8Array<ArrayBuffer>) => void = (from, answer) =>
    this.send(from, answer);

  constructor(
    readonly poller: Poller,
    peers: number,
    ledger: Ledger,
    body: Uint8Array<ArrayBuffer>,
  ) {
    this.#arena = new Uint8Array(READ_BYTES + SLOT_BYTES * (peers + 1));
    this.#readArea = this.#arena.subarray(SLOT_BYTES, SLOT_BYTES + READ_BYTES);
    this.#scanner = new Scanner(this.#arena, ledger, body, (from, item) => this.#item(from, item));
  }

  #item(connection: Connection, item: Item): void {
    switch (item.kind) {
      case "ready":
        connection.readies++;
        this.#goOn(connection);
        if (connection.readies === connection.wire.readies(connection.plan)) {
          this.onReady(connection);
        }
        break;
      case "welcome":
        if (connection.wire.entry !== undefined) {
          this.send(connection, connection.wire.entry(connection.plan));
        }
        break;
      case "ack":
        this.onAck(connection, item.counterCode);
        break;
      case "question":
        this.onQuestion(connection, item.answer);
        break;
      case "refusal":
        throw new Error(`${connection.plan.name} was refused: ${item.reason.trim()}`);
      case "told":
        this.onTold(connection, item.notice);
        break;
      case "message":
      case "other":
        break;
      default:
        item satisfies never;
    }
  }

  /** Sends the next step of a greeting. */
  #goOn(connection: Connection): void {
    const bytes = connection.wire.more?.(connection.plan, connection.readies);
    if (bytes !== undefined) this.send(connection, bytes);
  }

  /** Sends the greeting over a socket that has just connected. */
  greet(connection: Connection, hello = connection.wire.greeting(connection.plan)): void {
    const code = pendingError(connection.fd);
    if (code !== 0) throw new Error(`Connecting failed (errno ${code}).`);
    connection.greeted = true;
    this.send(connection, hello);
  }

  /** Sends a few bytes for which the socket always has room. */
  send(connection: Connection, bytes: Uint8Array<ArrayBuffer>): void {
    const sent = libc.send(connection.fd, bytes, bytes.length, MSG_NOSIGNAL);
    if (sent !== bytes.length) this.#end(connection, `errno ${errno()} while sending`);
  }

  /** Reads once from a readable connection and records the messages. */
  read(connection: Connection): void {
    if (connection.wire.datagrams) this.#readDatagrams(connection);
    else this.#readStream(connection);
  }

  #readStream(connection: Connection): void {
    const got = libc.recv(connection.fd, this.#readArea, READ_BYTES, 0);
    if (got <= 0) {
      const code = got === 0 ? 0 : errno();
      if (code !== EAGAIN) this.#end(connection, code === 0 ? "end of stream" : `errno ${code}`);
      return;
    }
    if (connection.wire.waitsForAcks === true) acknowledge(connection.fd);
    const slot = READ_BYTES + SLOT_BYTES * (connection.id + 1);
    const start = SLOT_BYTES - connection.tailBytes;
    if (start < SLOT_BYTES) this.#arena.copyWithin(start, slot, slot + connection.tailBytes);
    const end = SLOT_BYTES + got;
    const used = this.#scanner.scan(connection, start, end, performance.now());
    const rest = end - used;
    if (rest > SLOT_BYTES) throw new Error(`${rest} bytes without an end; the stream is broken.`);
    if (rest > 0) this.#arena.copyWithin(slot, used, end);
    connection.tailBytes = rest;
  }

  #readDatagrams(connection: Connection): void {
    for (let count = 0; count < DATAGRAMS_A_TURN; count++) {
      const got = libc.recv(connection.fd, this.#readArea, READ_BYTES, 0);
      if (got < 0) {
        const code = errno();
        if (code !== EAGAIN) this.#end(connection, `errno ${code}`);
        return;
      }
      this.#scanner.scan(connection, SLOT_BYTES, SLOT_BYTES + got, performance.now());
    }
  }

  #end(connection: Connection, reason: string): void {
    if (!connection.open) return;
    this.close(connection);
    if (this.tolerateClosing) return;
    if (this.onEnd !== undefined) return this.onEnd(connection);
    throw new Error(`The server ended the connection of ${connection.plan.name} (${reason}).`);
  }

  /** Closes a connection from this side. */
  close(connection: Connection): void {
    if (!connection.open) return;
    connection.open = false;
    libc.close(connection.fd);
  }
}
