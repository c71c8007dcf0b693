import type { Accounts } from "../access/accounts.ts";
import type { Sessions } from "../access/sessions.ts";
import type { Member } from "../rooms/room.ts";
import { MODERATOR, rankOf } from "../rooms/rank.ts";
import type { Rooms } from "../rooms/rooms.ts";
import type { Thing } from "./thing.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** Tells who has said a message, and who may read it. */
export class Ownership {
  readonly #options: OwnershipOptions;

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /**
   * True if a member has said a message. A registered name's messages since its registration are its
   * owner's. Any other message belongs to the session in which it was said, while the session lasts.
   */
  isAuthor(member: Member, { name, seq }: Pick<Thing, "name" | "seq">): boolean {
    const { accounts, sessions } = this.#options;
    const fold = foldName(name);
    if (member.isAtTerminal) return fold === member.fold;
    const account = accounts.get(fold);
    if (account !== undefined && member.fold === fold && seq > account.sinceSeq) return true;
    return sessions.hasSaid(member.session, fold, seq);
  }

  /** True if a member may read a message: as {@linkcode isHearer}, or in a room that isn't private. */
  isReader(member: Member, thing: Thing): boolean {
    if (this.isHearer(member, thing)) return true;
    if (!thing.scope.startsWith("#")) return false;
    const charter = this.#options.rooms.charters.get(thing.scope);
    return charter === undefined || !charter.isPrivate || charter.admits(member.fold);
  }

  /** True if a message is one of a room that the member is in, or was said to the member. */
  isHearer(member: Member, { scope, seq }: Thing): boolean {
    if (scope === `@${member.fold}`) return seq > this.sinceSeqOf(member);
    const room = scope.startsWith("#") ? this.#options.rooms.get(scope) : undefined;
    return room !== undefined && (member.isOperator || member.rooms.has(room));
  }

  /** True if a member moderates the room of a message. */
  isModerator(member: Member, { scope }: Thing): boolean {
    return rankOf(member, this.#options.rooms.charters.get(scope)) >= MODERATOR;
  }

  /** True if a message is one of a room that belongs to a registered name. */
  isInOwnedRoom({ scope }: Thing): boolean {
    return this.#options.rooms.charters.get(scope) !== undefined;
  }

  /** Returns the number after which direct messages to a member's name are its own. */
  sinceSeqOf(member: Member): number {
    const { accounts, sessions } = this.#options;
    return accounts.get(member.fold)?.sinceSeq ?? sessions.sinceSeqOf(member);
  }
}

/** The parts of the hub that ownership depends on. */
export interface OwnershipOptions {
  readonly accounts: Accounts;
  readonly rooms: Rooms;
  readonly sessions: Sessions;
}
