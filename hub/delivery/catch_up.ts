import type { Accounts } from "../access/accounts.ts";
import { ChatError } from "../chat_error.ts";
import type { FanOut } from "../fan_out.ts";
import type { History } from "../history/history.ts";
import type { Member } from "../rooms/room.ts";
import { pinScopeOf, reactionScopeOf } from "../things/audience.ts";
import { replay, type ReplayRequest } from "./replay.ts";
import type { Sessions } from "../access/sessions.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** Replays to a member what it missed: since a number, or while it was away. */
export class CatchUp {
  readonly #options: CatchUpOptions;

  constructor(options: CatchUpOptions) {
    this.#options = options;
  }

  /** Replays what a hello asks for: all since a number, or else what was kept for its name. */
  begin(member: Member, hello: ClientMessage): void {
    if (hello.since === undefined) return this.deliverKept(member);
    const { accounts, history } = this.#options;
    accounts.markPresent(member.fold);
    this.replay(member, {
      scopes: this.#visibleScopes(member),
      after: hello.since,
      sameEpoch: isOfThisLog(hello, history),
      exceptAuthor: member.fold,
      id: hello.id,
    });
  }

  /** Delivers what was said to a registered name while its owner was away. */
  deliverKept(member: Member): void {
    const { accounts, history } = this.#options;
    const leftSeq = accounts.get(member.fold)?.leftSeq;
    accounts.markPresent(member.fold);
    if (leftSeq === undefined || leftSeq === history.lastSeq) return;
    const scopes = [{ scope: `@${member.fold}`, after: leftSeq }];
    const exceptAuthor = member.fold;
    this.replay(member, { scopes, after: leftSeq, sameEpoch: true, exceptAuthor, unasked: true });
  }

  /** See `HubState.replay`. */
  replay(member: Member, request: ReplayRequest): void {
    if (!member.isHere) return;
    if (member.held !== undefined) {
      throw new ChatError(
        "replay-running",
        "An earlier replay is still under way: wait for its history notice and ask again.",
      );
    }
    member.replaying = replay(member, request, {
      fanOut: this.#options.fanOut,
      history: this.#options.history,
      visibleScopes: () => this.#visibleScopes(member),
    });
  }

  /** Returns a member's rooms, and its direct messages since the name was its own. */
  #visibleScopes(member: Member): ReplayRequest["scopes"] {
    const { accounts, sessions } = this.#options;
    const scopes = [...member.rooms].map((room) => ({ scope: room.fold, after: 0 }));
    const after = accounts.get(member.fold)?.sinceSeq ?? sessions.sinceSeqOf(member);
    scopes.push({ scope: `@${member.fold}`, after });
    const pins = [...member.rooms].map(({ fold }) => ({ scope: pinScopeOf(fold), after: 0 }));
    if (!member.wants.includes("reactions")) return [...scopes, ...pins];
    const reactions = scopes.map(({ scope, after }) => ({ scope: reactionScopeOf(scope), after }));
    return [...scopes, ...pins, ...reactions];
  }
}

/** The parts of the hub that catching up works with. */
export interface CatchUpOptions {
  readonly accounts: Accounts;
  readonly fanOut: FanOut;
  readonly history: History;
  readonly sessions: Sessions;
}

/**
 * True where a client's number is of this log: the client lacks exactly the messages after it. A
 * client with a number of another log may lack all messages.
 */
export function isOfThisLog(
  { since = 0, epoch }: Pick<ClientMessage, "since" | "epoch">,
  history: History,
): boolean {
  return history.hasGiven(since) && (epoch === undefined || epoch === history.epoch);
}
