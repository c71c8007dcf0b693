import type { ClientError } from "./client_error.ts";
import type { Requests } from "./requests.ts";
import { isOwnMove, type Membership } from "./membership.ts";
import type { ResumePoint } from "./resume_point.ts";

/** What leads back, and who is told where it doesn't. */
export interface RejoinOptions {
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
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
  readonly options: RejoinOptions;
  readonly #lines = new Set<string>();

  constructor(options: RejoinOptions) {
    this.options = options;
  }

  get isUnderWay(): boolean {
    return this.#lines.size > 0;
  }

  /** Asks for whatever isn't asked for already. */
  start(): void {
    for (const line of this.options.membership.commands()) {
      if (!this.#lines.has(line)) this.#ask(line);
    }
  }

  #ask(line: string): void {
    this.#lines.add(line);
    const { requests, membership, resumePoint, newId, refused } = this.options;
    const [command, room] = line.split(" ");
    const event = command === "/join" ? "join" : "leave";
    requests.add({
      id: newId(),
      line,
      isAnswer: (notice) => isOwnMove(notice, event, room, resumePoint.name),
      isFine: (code) => code === "not-in-room",
      resolve: () => {
        this.#lines.delete(line);
      },
      reject: (error) => {
        this.#lines.delete(line);
        membership.leave(room);
        refused(error);
      },
    });
  }
}
