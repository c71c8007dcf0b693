import { Departed } from "./departed.ts";
import type { Member } from "../rooms/room.ts";
import type { PeerName } from "./name.ts";
import type { Signal } from "../peers/signal.ts";
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
  readonly departed: Departed = new Departed();
  /** Learns of members that come and go, for those who watch their names. */
  signals: { toWatchers(fold: string, signal: Signal): void } | undefined;
  /** The most members that were here at once. */
  peakSize = 0;
  #guests = 0;

  get size(): number {
    return this.#byFold.size;
  }

  get(name: string): Member | undefined {
    return this.#byFold.get(foldName(name));
  }

  add(member: Member): void {
    this.#byFold.set(member.fold, member);
    this.peakSize = Math.max(this.peakSize, this.size);
    this.#lookalikes.add(member.name, member.fold);
    this.signals?.toWatchers(member.fold, { kind: "online", name: member.name });
  }

  /** Returns a member whose name looks like this one and isn't the same. */
  lookalikeOf(name: string): Member | undefined {
    const fold = this.#lookalikes.find(name, foldName(name));
    return fold === undefined ? undefined : this.#byFold.get(fold);
  }

  /** Returns the present name that a misspelt one probably stands for. */
  nearest(name: string): string | undefined {
    return nearestName(name, this.#byFold.values());
  }

  /** Gives a member another spelling of its name, in case or width. */
  respell(member: Member, name: PeerName): void {
    this.#lookalikes.remove(member.name, member.fold);
    member.name = name;
    this.#lookalikes.add(member.name, member.fold);
  }

  /** Removes a member, but never another member that has the name by now. */
  remove(member: Member): void {
    if (this.#byFold.get(member.fold) !== member) return;
    this.#byFold.delete(member.fold);
    this.departed.add(member);
    this.#lookalikes.remove(member.name, member.fold);
    this.signals?.toWatchers(member.fold, { kind: "offline", name: member.name });
  }

  values(): IterableIterator<Member> {
    return this.#byFold.values();
  }

  /** Returns the next name of the form `guest12`. Somebody may have it. */
  nextGuestName(): string {
    return `guest${++this.#guests}`;
  }
}
