import type { Directory } from "../names/directory.ts";
import type { Charters } from "../rooms/charters.ts";
import type { Member } from "../rooms/room.ts";
import type { Accounts } from "./accounts.ts";

/**
 * The registered names that are operators of the hub, besides the person at the server's terminal. The
 * hub's own charter keeps them.
 */
export class Operators {
  readonly #charters: Charters;
  readonly #directory: Directory;

  /** @param accounts A name that isn't registered any more has lost its role. */
  constructor(charters: Charters, accounts: Accounts, directory: Directory) {
    this.#charters = charters;
    this.#directory = directory;
    for (const fold of charters.hub.moderators.keys()) {
      // The disk may have lost the registration: the name's next owner is no operator.
      if (accounts.get(fold) === undefined) charters.hub.forget(fold);
    }
  }

  /** Returns the names as they were registered. */
  list(): string[] {
    return [...this.#charters.hub.moderators.values()];
  }

  get size(): number {
    return this.#charters.hub.moderators.size;
  }

  has(fold: string): boolean {
    return this.#charters.hub.moderators.has(fold);
  }

  /** Makes a registered name an operator. The caller keeps the charter. */
  add(fold: string, name: string): void {
    this.#charters.hub.moderators.set(fold, name);
    this.#charters.hub.mutes.delete(fold);
    this.refresh(fold);
  }

  /** Ends that. Returns the name; undefined where it was no operator. */
  remove(fold: string): string | undefined {
    const name = this.#charters.hub.moderators.get(fold);
    this.#charters.hub.moderators.delete(fold);
    this.refresh(fold);
    return name;
  }

  /** Gives the member that has a name, if it is present, the rights that the name has now. */
  refresh(fold: string): void {
    const member = this.#directory.get(fold);
    if (member !== undefined) this.admit(member);
  }

  /** Gives a member the rights of its name, which is its own: only owners have registered names. */
  admit(member: Member): void {
    member.isOperator = member.isAtTerminal || this.has(member.fold);
  }
}
