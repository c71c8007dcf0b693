import type { Command, CommandContext } from "../command.ts";
import { OPERATOR_COMMANDS } from "../operator_commands.ts";
import { kickFromRoom } from "./kick_command.ts";
import { ROLE_COMMANDS } from "./role_commands.ts";
import { ROOM_COMMAND } from "./room_command.ts";
import {
  banFromRoom,
  muteInRoom,
  SANCTION_COMMANDS,
  tellRoomBans,
  unbanFromRoom,
  unmuteInRoom,
} from "./sanction_commands.ts";

/** The commands by which those who lead a room keep it in order. */
export const LEADING_COMMANDS: Readonly<Record<string, Command>> = {
  room: ROOM_COMMAND,
  ...ROLE_COMMANDS,
  ...SANCTION_COMMANDS,
  kick: forBoth("kick", kickFromRoom, {
    usage: "[#room] name [reason]",
    help: "put somebody out of a room",
  }),
  ban: forBoth("ban", banFromRoom, {
    usage: "[#room] name minutes [reason]",
    help: "keep somebody out of a room",
  }),
  unban: forBoth("unban", unbanFromRoom, {
    usage: "[#room] name",
    help: "let somebody in again",
  }),
  mute: forBoth("mute", muteInRoom, {
    usage: "[#room] name minutes [reason]",
    help: "let somebody only read in a room",
  }),
  unmute: forBoth("unmute", unmuteInRoom, {
    usage: "[#room] name",
    help: "let somebody speak again",
  }),
  bans: forBoth("bans", tellRoomBans, { usage: "[#room]", help: "who is banned from a room" }),
};

/** A word that means a room, or to an operator who names no room, the whole hub. */
function forBoth(
  word: string,
  inRoom: Command["run"],
  { usage, help }: Pick<Command, "usage" | "help">,
): Command {
  const ofHub = OPERATOR_COMMANDS[word];
  const run = (context: CommandContext, args: string) => {
    const isOfHub = context.member.isOperator && !args.startsWith("#");
    return isOfHub ? ofHub.run(context, args) : inRoom(context, args);
  };
  return { usage, help, run, ...(ofHub.isOrdered && { isOrdered: true }) };
}
