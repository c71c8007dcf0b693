import { ChatError, usageError } from "../../chat_error.ts";
import type { Command, CommandContext } from "../command.ts";
import { OWNER } from "../../rooms/rank.ts";
import { announceRules, checkRank, readLedRoom } from "./led_room.ts";
import { registeredName } from "./registered_name.ts";
import { foldName, quoteName, wholeName } from "../../../vocabulary/mod.ts";

/** The commands by which an owner names those who moderate a room. */
export const ROLE_COMMANDS: Readonly<Record<string, Command>> = {
  mod: { usage: "[#room] name", help: "let somebody moderate a room", run: mod, isOrdered: true },
  unmod: { usage: "[#room] name", help: "end that", run: unmod, isOrdered: true },
};

function mod(context: CommandContext, args: string): void {
  const { state, member } = context;
  const led = readLedRoom(context, args);
  const { charter, rest } = led;
  if (rest === "") throw usageError("/mod [#room] name");
  checkRank(member, charter, OWNER);
  const name = registeredName(context, rest);
  const fold = foldName(name);
  const role = charter.roleOf(fold);
  if (role !== undefined) {
    throw new ChatError("usage", `${quoteName(name)} is the ${role} of ${charter.name} already.`);
  }
  const { maxModerators } = state.limits;
  if (charter.moderators.size >= maxModerators) {
    throw new ChatError(
      "role-limit",
      `The room ${charter.name} has ${maxModerators} moderators, which is the limit: /unmod one first.`,
    );
  }
  charter.moderators.set(fold, name);
  charter.invited.delete(fold);
  charter.bans.delete(fold);
  charter.mutes.delete(fold);
  const msg = `${quoteName(name)} moderates ${charter.name} now.`;
  announceRules(context, led, { change: "mod", peer: name, msg });
}

/** A moderator may end its own role. */
function unmod(context: CommandContext, args: string): void {
  const { state, member } = context;
  const led = readLedRoom(context, args);
  const { charter, rest } = led;
  const given = rest === "" ? member.name : wholeName(rest);
  const fold = foldName(given);
  if (fold !== member.fold) checkRank(member, charter, OWNER);
  const name = charter.moderators.get(fold);
  if (name === undefined) {
    const sentence = `"${
      given.slice(0, 64)
    }" doesn't moderate ${charter.name}: /room names those who do.`;
    throw new ChatError("peer-unknown", sentence);
  }
  charter.moderators.delete(fold);
  // A private room goes on letting it in: /kick puts it out.
  if (charter.isPrivate && charter.invited.size < state.limits.maxInvited) {
    charter.invited.set(fold, name);
  }
  const msg = `${quoteName(name)} doesn't moderate ${charter.name} any more.`;
  announceRules(context, led, { change: "unmod", peer: name, msg });
}
