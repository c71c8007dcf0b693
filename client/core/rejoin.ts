import type { ClientError } from "./client_error.ts";
import type { Requests } from "./requests.ts";
import { isOwn, type Seat } from "./seat.ts";
import type { Session } from "./session.ts";

/** What leads back, and who is told where it doesn't. */
export interface RejoinOptions {
  readonly seat: Seat;
  readonly session: Session;
  readonly requests: Requests;
  readonly newId: () => string;
  /** One isn't let into a room any more, or it is over before that could be asked. */
  readonly refused: (error: ClientError) => void;
}

/**
 * The way back into one's rooms after the hub has forgotten them. Nothing else is said while it is
 * under way: it wouldn't be heard where it should be.
 */
export class Rejoin {
  readonly #lines = new Set<string>();

  constructor(readonly options: RejoinOptions) {}

  get isUnderWay(): boolean {
    return this.#lines.size > 0;
  }

  /** Asks for whatever isn't asked for already. */
  start(): void {
    for (const line of this.options.seat.commands()) if (!this.#lines.has(line)) this.#ask(line);
  }

  #ask(line: string): void {
    this.#lines.add(line);
    const { requests, seat, session, newId, refused } = this.options;
    const [command, room] = line.split(" ");
    const event = command === "/join" ? "join" : "leave";
    requests.add({
      id: newId(),
      line,
      isAnswer: (notice) => isOwn(notice, event, room, session.name),
      isFine: (code) => code === "not-in-room",
      resolve: () => {
        this.#lines.delete(line);
      },
      reject: (error) => {
        this.#lines.delete(line);
        seat.leave(room);
        refused(error);
      },
    });
  }
}
