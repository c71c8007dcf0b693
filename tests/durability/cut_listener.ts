import { assertEquals } from "@std/assert";
import { Chatter, type Fields, type Received } from "../support/chatter.ts";
import type { Random } from "./random.ts";

/** Most messages between one cut and the next. */
const CUT_MAX_MESSAGES = 100;

/** One message as everybody in the room should see it. */
export type Line = readonly [seq: number, text: string];

/** How a listener gets to the server that is there at that time, and how it is cut off. */
export interface Way {
  connect(): Promise<Chatter>;
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

  async #arrive(more: Fields): Promise<Chatter> {
    const chatter = await this.way.connect();
    const welcome = await chatter.hello(this.name, more);
    this.#session = String(welcome.session);
    this.#epoch = String(welcome.epoch);
    return chatter;
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
