import type { Command, CommandContext } from "./command.ts";
import { plainNotice } from "../notice.ts";

/** Longest text about an absence, in UTF-16 code units. */
const AWAY_MAX_CHARS = 200;

/** The command by which a peer says that nobody sits in front of it. */
export const AWAY_COMMAND: Command = {
  usage: "[text]",
  help: "say that you are away; without text, that you are back",
  run: away,
  isOrdered: true,
};

function away({ state, member }: CommandContext, args: string): void {
  const text = args.slice(0, AWAY_MAX_CHARS).toWellFormed();
  member.away = text === "" ? undefined : text;
  state.signals.toNeighbours(member, { kind: "away", name: member.name, text: member.away });
  const sentence = text === "" ? "You are back." : `You are away: ${text}`;
  state.tell(member, plainNotice("info", sentence));
}
