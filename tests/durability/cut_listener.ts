import { assertEquals } from "@std/assert";
import type { Chatter, Fields, Received } from "../support/peers/chatter.ts";
import { within } from "../support/deadline.ts";
import type { Random } from "../support/random.ts";

/** Most messages between one cut and the next. */
const CUT_MAX_MESSAGES = 100;

/** One message as everybody in the room should see it. */
export type Line = readonly [seq: number, text: string];

/** A new connection, if there is one, and the end of the server that it leads to. */
export interface Arrival {
  readonly chatter: Chatter | undefined;
  readonly gone: Promise<void>;
}

/** How a listener gets to the server that is there at that time, and how it is cut off. */
export interface Way {
  connect(): Promise<Arrival>;
  /** Ends it without a goodbye. */
  cut(chatter: Chatter): void;
  /** Datagrams may get lost, which shows in the numbers where there is one room only. */
  readonly isLossy: boolean;
}

/**
 * A client whose connection breaks all the time. It does what the documentation says: it keeps the
 * largest number that it has seen, the epoch and the session, and asks for what came after.
 */
export class CutListener {
  readonly lines: Line[] = [];
  cutCount = 0;
  #session: string | undefined;
  #epoch: string | undefined;

  constructor(
    readonly name: string,
    readonly way: Way,
    readonly random: Random,
  ) {}

  /** Comes for the first time and enters a room. */
  async enter(room: string): Promise<Chatter> {
    const chatter = await this.#arrive({});
    await chatter.say(`/join ${room}`);
    await chatter.until(({ event, to }) => event === "join" && to === room);
    return chatter;
  }

  /** Listens until it has seen a text, whatever happens to its connection. */
  async listenUntil(lastText: string, first: Chatter): Promise<void> {
    let chatter = first;
    let untilCut = 1 + this.random.below(CUT_MAX_MESSAGES);
    while (this.lines.at(-1)?.[1] !== lastText) {
      const received = untilCut-- > 0 ? await chatter.next() : undefined;
      if (received !== undefined && this.#take(received)) continue;
      this.way.cut(chatter);
      this.cutCount++;
      chatter = await this.#resume();
      untilCut = 1 + this.random.below(CUT_MAX_MESSAGES);
    }
    this.way.cut(chatter);
  }

  #resume(): Promise<Chatter> {
    return this.#arrive({
      session: this.#session,
      epoch: this.#epoch,
      since: this.lines.at(-1)?.[0] ?? 0,
    });
  }

  /** Tries until a server answers: that of before may be on its way out. */
  async #arrive(more: Fields): Promise<Chatter> {
    for (;;) {
      const { chatter, gone } = await this.way.connect();
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
      if (chatter !== undefined) this.way.cut(chatter);
      await within(gone, `an answer to ${this.name}'s hello, or the server's end`);
    }
  }

  /** Returns false where something is missing, as may be with datagrams, or the server has gone. */
  #take({ name, event, seq, msg, complete }: Received): boolean {
    if (event === "history") assertEquals(complete, true, `${this.name} is told of everything`);
    if (name === "server") return event !== "close";
    const last = this.lines.at(-1)?.[0] ?? 0;
    if (this.way.isLossy && seq! > last + 1) return false;
    this.lines.push([seq!, msg]);
    return true;
  }
}
