import { assert, assertEquals } from "@std/assert";
import type { Received } from "../support/peers/chatter.ts";

/**
 * All that clients were told about one hub's messages, over all of its crashes. Each text has one id,
 * and is `author number`, counted upwards from 1.
 */
export class Ledger {
  epoch: string | undefined;
  maxSeq = 0;
  readonly #textOf = new Map<number, string>();
  readonly #acked = new Map<string, number>();
  /** The numbers of the texts that were read from the log. */
  readonly #logged = new Map<string, number>();
  #loggedSeq = 0;
  /** The texts that each receiver has heard since the last start. */
  readonly #heard = new Map<string, Set<string>>();

  get ackedCount(): number {
    return this.#acked.size;
  }

  get loggedSeq(): number {
    return this.#loggedSeq;
  }

  /** A welcome names the epoch of the first start, and a number that is at least the largest one. */
  welcomed({ epoch, seq }: Received): void {
    assertEquals(epoch, this.epoch ??= String(epoch), "the epoch is that of the first start");
    assert(seq! >= this.maxSeq, `the welcome says ${seq}, ${this.maxSeq} was heard of before`);
  }

  /** Begins a server's life. */
  started(): void {
    this.#heard.clear();
  }

  heardLive(receiver: string, { seq, msg }: Received): void {
    this.#record(seq!, msg);
    const heard = this.#heard.get(receiver) ?? new Set();
    this.#heard.set(receiver, heard);
    assert(!heard.has(msg), `${receiver} heard "${msg}" twice`);
    heard.add(msg);
    assert(!this.#logged.has(msg), `"${msg}" was in the log and is delivered again as ${seq}`);
  }

  acknowledged(text: string, seq: number): void {
    this.#record(seq, text);
    assertEquals(seq, this.#acked.get(text) ?? seq, `"${text}" is acknowledged as before`);
    assertEquals(seq, this.#logged.get(text) ?? seq, `"${text}" is acknowledged as in the log`);
    this.#acked.set(text, seq);
  }

  /** Compares the log's new messages with the acknowledged ones. */
  audit(records: readonly Received[]): void {
    const last = new Map<string, number>();
    for (const [text] of this.#logged) last.set(authorOf(text), numberOf(text));
    for (const { seq, msg } of records) {
      assert(seq! > this.#loggedSeq, `${seq} follows ${this.#loggedSeq} in the log`);
      this.#loggedSeq = seq!;
      this.#record(seq!, msg);
      assert(!this.#logged.has(msg), `"${msg}" is in the log once`);
      this.#logged.set(msg, seq!);
      const author = authorOf(msg);
      assertEquals(numberOf(msg), (last.get(author) ?? 0) + 1, `${author}'s are there in order`);
      last.set(author, numberOf(msg));
    }
    for (const [text, seq] of this.#acked) {
      assertEquals(this.#logged.get(text), seq, `"${text}" was acknowledged as ${seq}`);
    }
  }

  #record(seq: number, text: string): void {
    this.maxSeq = Math.max(this.maxSeq, seq);
    const known = this.#textOf.get(seq);
    assertEquals(known ?? text, text, `${seq} is one message's number for ever`);
    this.#textOf.set(seq, text);
  }
}

function authorOf(text: string): string {
  return text.slice(0, text.indexOf(" "));
}

function numberOf(text: string): number {
  return Number(text.slice(text.indexOf(" ") + 1).trimEnd());
}
