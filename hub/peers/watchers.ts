import type { Member } from "../rooms/room.ts";
import { foldName } from "../../vocabulary/mod.ts";

/** The members that want to know when somebody of a certain name comes or goes. */
export class Watchers {
  readonly #byFold = new Map<string, Set<Member>>();
  readonly #byMember = new Map<Member, Map<string, string>>();

  /** Adds a name that a member watches. Callers bound how many one member has. */
  add(member: Member, name: string): void {
    const fold = foldName(name);
    const watched = this.#byMember.get(member) ?? new Map<string, string>();
    this.#byMember.set(member, watched.set(fold, name));
    const members = this.#byFold.get(fold) ?? new Set<Member>();
    this.#byFold.set(fold, members.add(member));
  }

  remove(member: Member, name: string): void {
    const fold = foldName(name);
    if (this.#byMember.get(member)?.delete(fold) !== true) return;
    const members = this.#byFold.get(fold)!;
    members.delete(member);
    if (members.size === 0) this.#byFold.delete(fold);
  }

  /** Forgets all names that a member watches. */
  clear(member: Member): void {
    for (const name of this.namesOf(member)) this.remove(member, name);
    this.#byMember.delete(member);
  }

  /** Returns the names that a member watches, as it wrote them. */
  namesOf(member: Member): string[] {
    return [...this.#byMember.get(member)?.values() ?? []];
  }

  /** Returns the members that watch a name. */
  of(fold: string): readonly Member[] {
    const members = this.#byFold.get(fold);
    return members === undefined ? [] : [...members];
  }
}
