import { usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";

/** The command that finds messages by their words. */
export const SEARCH_COMMAND: Command = {
  usage: "words",
  help: "find messages; from:name, in:#room, before:, after: narrow it down",
  run: search,
};

function search({ state, member, message: { to, id } }: CommandContext, args: string): void {
  if (args === "") throw usageError("/search words");
  state.search.request(member, { search: args, to }, id);
}
