import type { ClientError } from "../client_error.ts";
import type { Requests } from "./requests.ts";
import { isOwnMove, type Membership } from "../membership.ts";
import type { ResumePoint } from "../connection/resume_point.ts";

/** The parts of the client that lead back into rooms. */
export interface RejoinOptions {
  readonly membership: Membership;
  readonly resumePoint: ResumePoint;
  readonly requests: Requests;
  readonly newId: () => string;
  /** Called for a room that refuses the client, or that the client couldn't ask for before its end. */
  readonly refused: (error: ClientError) => void;
}

/**
 * The way back into the client's rooms after the hub has forgotten them. Nothing is said meanwhile,
 * since the wrong people would hear it.
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

  /** Asks for each room that isn't asked for yet. */
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
