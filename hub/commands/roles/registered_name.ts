import { ChatError } from "../../chat_error.ts";
import type { CommandContext } from "../command.ts";
import { foldName, wholeName } from "../../../vocabulary/mod.ts";

/**
 * Reads the registered name that is all of a command's arguments, as it was registered.
 *
 * @throws {ChatError} `not-registered`.
 */
export function registeredName({ state }: CommandContext, args: string): string {
  const name = wholeName(args);
  const account = state.accounts.get(foldName(name));
  if (account !== undefined) return account.name;
  throw new ChatError(
    "not-registered",
    `"${
      name.slice(0, 64)
    }" isn't a registered name, and only those lead a room or are let into a private one: /register gives a name its owner.`,
  );
}
