import { assertEquals } from "@std/assert";
import type { Chatter, Fields, Received } from "../support/peers/chatter.ts";
import { within } from "../support/deadline.ts";
import type { Random } from "../support/random.ts";

/** Most messages between one cut and the next. */
const CUT_MAX_MESSAGES = 100;

/** A message as each member of the room should see it. */
export type Line = readonly [seq: number, text: string];

/** Makes and cuts connections to the server that runs at that time. */
export interface Dialer {
  dial(): Promise<Dialed>;
  /** Ends a connection without a goodbye. */
  cut(chatter: Chatter): void;
  /** True for datagrams, which may get lost: a gap in the numbers shows it in a hub with one room. */
  readonly isLossy: boolean;
}

/** A connection, and the end of the server at its other side. */
export interface Dialed {
  /** Undefined: the server was gone before. */
  readonly chatter: Chatter | undefined;
  readonly gone: Promise<void>;
}

/**
 * A client whose connection breaks all the time. As the documentation says, it keeps the largest
 * number that it has seen, the epoch and the session, and asks for the messages after that number.
 */
export class CutListener {
  readonly lines: Line[] = [];
  cutCount = 0;
  #session: string | undefined;
  #epoch: string | undefined;

  constructor(
    readonly name: string,
    readonly dialer: Dialer,
    readonly random: Random,
  ) {}

  /** Connects for the first time, and enters a room. */
  async enter(room: string): Promise<Chatter> {
    const chatter = await this.#connect({});
    await chatter.enter(room);
    return chatter;
  }

  /** Listens, over all its connections, until it has seen a text. */
  async listenUntil(lastText: string, first: Chatter): Promise<void> {
    let chatter = first;
    let untilCut = 1 + this.random.below(CUT_MAX_MESSAGES);
    while (this.lines.at(-1)?.[1] !== lastText) {
      const received = untilCut-- > 0 ? await chatter.next() : undefined;
      if (received !== undefined && this.#record(received)) continue;
      this.dialer.cut(chatter);
      this.cutCount++;
      chatter = await this.#resume();
      untilCut = 1 + this.random.below(CUT_MAX_MESSAGES);
    }
    this.dialer.cut(chatter);
  }

  #resume(): Promise<Chatter> {
    return this.#connect({
      session: this.#session,
      epoch: this.#epoch,
      since: this.lines.at(-1)?.[0] ?? 0,
    });
  }

  /** Tries until a server answers: the last one may be about to end. */
  async #connect(more: Fields): Promise<Chatter> {
    for (;;) {
      const { chatter, gone } = await this.dialer.dial();
      const refused = () => undefined;
      const welcome = chatter && await Promise.race([
        chatter.hello(this.name, more).catch(refused),
        gone.then(refused),
      ]);
      if (chatter !== undefined && welcome !== undefined) {
        this.#session = String(welcome.session);
        this.#epoch = String(welcome.epoch);
        return chatter;
      }
      if (chatter !== undefined) this.dialer.cut(chatter);
      await within(gone, `an answer to ${this.name}'s hello, or the server's end`);
    }
  }

  /** Records a message. Returns false where a datagram is missing, or the server ends. */
  #record({ name, event, seq, msg, complete }: Received): boolean {
    if (event === "history") assertEquals(complete, true, `${this.name} is told of everything`);
    if (name === "server") return event !== "close";
    const last = this.lines.at(-1)?.[0] ?? 0;
    if (this.dialer.isLossy && seq! > last + 1) return false;
    this.lines.push([seq!, msg]);
    return true;
  }
}
