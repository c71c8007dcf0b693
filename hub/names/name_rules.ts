import type { Accounts } from "../access/accounts.ts";
import { ChatError } from "../chat_error.ts";
import type { Directory } from "./directory.ts";
import type { Member } from "../rooms/room.ts";
import { type PeerName, RESERVED_NAMES } from "./name.ts";
import { checkAppearance } from "./appearance.ts";
import { Lookalikes } from "./lookalikes.ts";
import { foldName } from "../../vocabulary/mod.ts";

const RESERVED = new Lookalikes((fold) => RESERVED_NAMES.includes(fold));
for (const name of RESERVED_NAMES) RESERVED.add(name, name);

/** Checks new names against those that are present or registered. */
export class NameRules {
  constructor(readonly accounts: Accounts, readonly directory: Directory) {}

  /**
   * Checks that a new name looks like no reserved, present or registered name.
   *
   * @param asker The member that asks for the name. Its present name doesn't count.
   * @throws {ChatError} `name-invalid` or `name-lookalike`.
   */
  check(name: PeerName, asker: Member | undefined): void {
    const own = RESERVED.find(name, foldName(name));
    if (own !== undefined) throw looksLike(name, own, "here");
    checkAppearance(name, "name");
    const here = this.directory.lookalikeOf(name);
    if (here !== undefined && here !== asker) throw looksLike(name, here.name, "here");
    const registered = this.accounts.lookalikeOf(name);
    if (registered !== undefined && registered.fold !== asker?.fold) {
      throw looksLike(name, registered.name, "registered");
    }
  }

  /** Returns a guest's name, or the next one with a higher number that is free. */
  freeNameFrom(guest: PeerName): PeerName {
    let name = guest;
    for (let number = Number(/\d+$/.exec(guest)?.[0] ?? 0); !this.isFree(name);) {
      name = `guest${++number}` as PeerName;
    }
    return name;
  }

  /** True where no peer and no registered name has this name or one that looks like it. */
  isFree(name: string): boolean {
    const { accounts, directory } = this;
    return directory.get(name) === undefined && directory.lookalikeOf(name) === undefined &&
      accounts.get(foldName(name)) === undefined && accounts.lookalikeOf(name) === undefined;
  }
}

/** Builds the refusal of a name that looks like the hub's own or like somebody's. */
function looksLike(name: string, other: string, why: "here" | "registered"): ChatError {
  const isOwn = RESERVED_NAMES.includes(other);
  const who = isOwn ? "the hub's own name" : `a name that is ${why}`;
  return new ChatError(
    "name-lookalike",
    `The name "${name}" looks like "${other}", ${who}: choose one that nobody takes for it.`,
  );
}
