import type { Member } from "../rooms/room.ts";
import type { PeerName } from "./name.ts";
import { Lookalikes } from "./lookalikes.ts";
import { nearestName } from "./nearest.ts";
import { foldName } from "../../vocabulary/mod.ts";

/**
 * The dictionary name -> peer (the `qq_name_dic` of the tutorials). Names that differ only by case,
 * width or compatibility form are one key.
 */
export class Directory {
  readonly #byFold = new Map<string, Member>();
  readonly #lookalikes = new Lookalikes((fold) => this.#byFold.has(fold));
  #guests = 0;

  get size(): number {
    return this.#byFold.size;
  }

  get(name: string): Member | undefined {
    return this.#byFold.get(foldName(name));
  }

  add(member: Member): void {
    this.#byFold.set(member.fold, member);
    this.#lookalikes.add(member.name, member.fold);
  }

  /** Somebody whose name looks like this one and isn't the same. */
  lookalikeOf(name: string): Member | undefined {
    const fold = this.#lookalikes.find(name, foldName(name));
    return fold === undefined ? undefined : this.#byFold.get(fold);
  }

  /** The name of somebody here that a misspelt one was probably meant to be. */
  nearest(name: string): string | undefined {
    return nearestName(name, this.#byFold.values());
  }

  /** The member writes its name otherwise, in case or width. */
  respell(member: Member, name: PeerName): void {
    this.#lookalikes.remove(member.name, member.fold);
    member.name = name;
    this.#lookalikes.add(member.name, member.fold);
  }

  /** Removes a member, but never somebody else who has the name by now. */
  remove(member: Member): void {
    if (this.#byFold.get(member.fold) !== member) return;
    this.#byFold.delete(member.fold);
    this.#lookalikes.remove(member.name, member.fold);
  }

  values(): IterableIterator<Member> {
    return this.#byFold.values();
  }

  /** The next name of the form `guest12`, which somebody may have. */
  nextGuestName(): string {
    return `guest${++this.#guests}`;
  }
}
