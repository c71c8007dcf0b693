import { ChatError, usageError } from "../../chat_error.ts";
import { shortReason } from "../../close_reason.ts";
import { LISTED_MAX } from "../../limits.ts";
import { plainNotice } from "../../notice.ts";
import { audit, type Command, type CommandContext } from "../command.ts";
import { readPeer } from "../peer_argument.ts";
import type { Sanction } from "../../rooms/charter_record.ts";
import type { WallTime } from "../../time/wall_time.ts";
import { keepCharter } from "../roles/led_room.ts";
import { foldName, quoteName, wholeName } from "../../../vocabulary/mod.ts";

const MINUTES_MAX = 60 * 24 * 366;
const FOR_MINUTES = /^(\d{1,6})(?:\s+(.*))?$/s;

/** The commands by which operators let a peer only read, in the whole hub. */
export const HUB_MUTE_COMMANDS: Readonly<Record<string, Command>> = {
  mute: {
    usage: "name minutes [reason]",
    help: "let somebody only read, everywhere",
    run: mute,
    isOrdered: true,
  },
  unmute: { usage: "name", help: "let somebody speak again", run: unmute, isOrdered: true },
};

function mute(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { accounts, charters: { hub }, directory, limits: { maxBans }, operators } = state;
  const { name: who, rest } = readPeer(state, args, nowMs, {
    command: "/mute",
    mayFollow: (text) => FOR_MINUTES.test(text),
    missing: "minutes",
    unknown: "first-word",
  });
  const [, digits = "0", given = ""] = FOR_MINUTES.exec(rest) ?? [];
  const minutes = Math.min(Number(digits), MINUTES_MAX);
  if (who === "" || minutes === 0) throw usageError("/mute name minutes [reason]");
  const fold = foldName(who);
  const target = directory.get(who);
  const name = target?.name ?? accounts.get(fold)?.name;
  if (target?.peer.transport === "hub" || operators.has(fold)) {
    const sentence = `${
      quoteName(name ?? who)
    } is an operator or part of the hub: /deop comes first.`;
    throw new ChatError("not-operator", sentence);
  }
  if (name === undefined && !state.sessions.hasLeft(fold, nowMs)) {
    const sentence = `Nobody here is called "${who.slice(0, 64)}": /who lists who is.`;
    throw new ChatError("peer-unknown", sentence);
  }
  hub.dropEnded(nowMs);
  if (!hub.mutes.has(fold) && hub.mutes.size >= maxBans) {
    throw new ChatError(
      "role-limit",
      `There are ${maxBans} mutes in force, which is the limit (--max-bans): /unmute somebody first.`,
    );
  }
  const reason = shortReason(given);
  const untilMs = nowMs + minutes * 60_000;
  hub.mutes.set(fold, { name: name ?? who, untilMs, reason, by: member.name });
  keepCharter(context, hub, hub);
  audit(context, "mute", quoteName(name ?? who), `${minutes} min`);
  const why = reason && `: ${reason}`;
  if (target !== undefined) {
    const sentence =
      `You are muted in ${hub.name} for ${minutes} min${why}. You can read meanwhile.`;
    state.tell(target, plainNotice("info", sentence));
  }
  const sentence = `${quoteName(name ?? who)} is muted in the whole hub for ${minutes} min${why}.`;
  state.tell(member, plainNotice("info", sentence));
}

function unmute(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { charters: { hub }, directory } = state;
  if (args === "") throw usageError("/unmute name");
  hub.dropEnded(nowMs);
  const who = wholeName(args);
  const fold = foldName(who);
  const found = hub.mutes.get(fold);
  if (found === undefined) {
    throw new ChatError(
      "peer-unknown",
      `"${who.slice(0, 64)}" isn't muted in the whole hub: /bans lists who is, and /unmute #room ${
        who.slice(0, 64)
      } ends a room's mute.`,
    );
  }
  hub.mutes.delete(fold);
  keepCharter(context, hub, hub);
  audit(context, "unmute", quoteName(found.name));
  const target = directory.get(fold);
  if (target !== undefined) state.tell(target, plainNotice("info", "You may speak again."));
  state.tell(member, plainNotice("info", `${quoteName(found.name)} may speak again.`));
}

/** Returns a sentence about the mutes of the whole hub; an empty text where there are none. */
export function mutesSentence(wall: WallTime, mutes: readonly Sanction[]): string {
  if (mutes.length === 0) return "";
  const rows = mutes.slice(0, LISTED_MAX).map(({ name, untilMs, reason }) => {
    const until = new Date(wall.at(untilMs)).toISOString().replace(/\.\d+Z$/, "Z");
    return `${quoteName(name)} until ${until}${reason && ` (${reason})`}`;
  });
  const more = mutes.length > rows.length ? `; and ${mutes.length - rows.length} more` : "";
  return ` ${mutes.length} muted: ${rows.join("; ")}${more}.`;
}
