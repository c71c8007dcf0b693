import { ChatError } from "../chat_error.ts";
import type { HubState } from "../hub_state.ts";
import { foldName, type NameArgument, type NameGrammar, readName } from "../../vocabulary/mod.ts";

/** A command's argument: a peer's name, and the text after it. */
type PeerArgument = Omit<Extract<NameArgument, { kind: "name" }>, "kind">;

/**
 * Splits a peer's name from the text after it. The peer may be present, registered, or have left a
 * moment ago.
 *
 * @param grammar Its `isKnown` adds further names.
 * @throws {ChatError} `name-ambiguous`, with the ways in which the argument can be meant.
 */
export function readPeer(
  state: HubState,
  args: string,
  nowMs: number,
  grammar: Omit<NameGrammar, "isKnown"> & Partial<Pick<NameGrammar, "isKnown">>,
): PeerArgument {
  const isKnown = (name: string) => {
    const fold = foldName(name);
    // A peer that left a moment ago may be meant as well.
    return state.directory.get(name) !== undefined || state.accounts.get(fold) !== undefined ||
      state.sessions.hasLeft(fold, nowMs) || grammar.isKnown?.(name) === true;
  };
  return orRefuse(readName(args, { ...grammar, isKnown }));
}

/**
 * Splits a registered name from its password; both may hold spaces.
 *
 * @throws {ChatError} `name-ambiguous`. The sentence doesn't repeat the password.
 */
export function readRegistered({ accounts }: HubState, args: string): PeerArgument {
  return orRefuse(readName(args, {
    command: "/identify",
    isKnown: (name) => accounts.get(foldName(name)) !== undefined,
    mayFollow: (password) => password !== "",
    missing: "password",
    unknown: "first-word",
    showRest: () => "password",
  }));
}

/** @throws {ChatError} `name-ambiguous`. */
function orRefuse(argument: NameArgument): PeerArgument {
  if (argument.kind === "name") return argument;
  throw new ChatError("name-ambiguous", argument.sentence);
}
