import { foldName } from "./name.ts";
import type { Member } from "./member.ts";

/**
 * The dictionary name -> peer (the `qq_name_dic` of the tutorials). Names that differ only by case,
 * width or compatibility form are one key.
 */
export class Directory {
  readonly #byFold = new Map<string, Member>();
  #guests = 0;

  get size(): number {
    return this.#byFold.size;
  }

  get(name: string): Member | undefined {
    return this.#byFold.get(foldName(name));
  }

  add(member: Member): void {
    this.#byFold.set(member.fold, member);
  }

  /** Removes a member, but never somebody else who has the name by now. */
  remove(member: Member): void {
    if (this.#byFold.get(member.fold) === member) this.#byFold.delete(member.fold);
  }

  values(): IterableIterator<Member> {
    return this.#byFold.values();
  }

  /** A name of the form `guest12` that nobody has. */
  freeGuestName(): string {
    let name: string;
    do name = `guest${++this.#guests}`; while (this.#byFold.has(name));
    return name;
  }
}
