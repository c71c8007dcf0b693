import { sourceOf } from "../wire/identity.ts";
import { channelOf, isChannel } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** The command about modes. Rooms have none, and peers one: `i`, which leaves them out of lists. */
export const MODE_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  MODE: { paramsMin: 1, run: mode },
};

function mode(context: IrcContext): void {
  if (isChannel(context.params[0])) tellChannelModes(context);
  else userMode(context);
}

/** Answers the questions that clients ask about a room's modes. */
function tellChannelModes({ memory, answer, params: [target, modes, mask] }: IrcContext): void {
  const room = memory.roomOf(target);
  if (room === undefined) {
    return answer.numeric(ERR.NOSUCHCHANNEL, [shownParam(target)], "No such channel");
  }
  const channel = channelOf(room.name);
  if (modes === undefined) {
    answer.numeric(RPL.CHANNELMODEIS, [channel, "+"]);
    if (room.openedMs === undefined) return;
    return answer.numeric(RPL.CREATIONTIME, [channel, String(Math.floor(room.openedMs / 1_000))]);
  }
  if (/^\+?b$/.test(modes) && mask === undefined) {
    return answer.numeric(RPL.ENDOFBANLIST, [channel], "End of channel ban list");
  }
  answer.numeric(ERR.CHANOPRIVSNEEDED, [channel], "Rooms have no modes");
}

function userMode({ memory, answer, params: [target, modes], nowMs }: IrcContext): void {
  const { hub, member, isInvisible } = memory;
  const other = memory.memberOf(target);
  if (other === undefined) {
    return answer.numeric(ERR.NOSUCHNICK, [shownParam(target)], "No such nick");
  }
  if (other !== member) {
    return answer.numeric(ERR.USERSDONTMATCH, [], "Others' modes are their own");
  }
  if (modes === undefined) return answer.numeric(RPL.UMODEIS, [isInvisible ? "+i" : "+"]);
  let [sign, wanted, hasUnknown] = ["+", isInvisible, false];
  for (const char of modes) {
    if (char === "+" || char === "-") sign = char;
    else if (char === "i") wanted = sign === "+";
    else hasUnknown = true;
  }
  if (hasUnknown) answer.numeric(ERR.UMODEUNKNOWNFLAG, [], "The only mode of a nick here is i");
  if (wanted === isInvisible) return;
  memory.isInvisible = wanted;
  hub.changeProfile(member, { isInvisible: wanted }, nowMs);
  answer.line(sourceOf(member.name), "MODE", [memory.nick, wanted ? "+i" : "-i"]);
}
