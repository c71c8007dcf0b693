import { ChatError, usageError } from "./chat_error.ts";
import { shortReason } from "./close_reason.ts";
import type { Command, CommandContext } from "./commands.ts";
import { plainNotice } from "./notice.ts";

const BAN_MAX_MINUTES = 60 * 24 * 366;

/** What only the person at the server's terminal may do. */
export const OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  kick: { usage: "name [reason]", help: "end a peer's connection", run: kick },
  ban: { usage: "name-or-address minutes [reason]", help: "keep somebody out", run: ban },
  unban: { usage: "name-or-address", help: "let somebody in again", run: unban },
};

function kick({ hub, member }: CommandContext, args: string): void {
  const { name, rest } = hub.directory.splitName(args);
  const target = hub.directory.get(name);
  if (name === "") throw usageError("/kick name [reason]");
  if (target === undefined || target.peer.transport === "hub") {
    throw new ChatError("peer-unknown", `Nobody here is called "${name}": /who lists who is.`);
  }
  const reason = rest && `: ${shortReason(rest)}`;
  target.peer.close({ code: "kicked", sentence: `Kicked by the operator${reason}.` });
  hub.tell(member, plainNotice("info", `${target.name} is kicked.`));
}

function ban({ hub, member, nowMs }: CommandContext, args: string): void {
  const match = /^(.+?)\s+(\d{1,6})(?:\s+(.*))?$/s.exec(args);
  const minutes = Math.min(Number(match?.[2] ?? 0), BAN_MAX_MINUTES);
  if (match === null || minutes === 0) throw usageError("/ban name-or-address minutes [reason]");
  const [, who, , reason = ""] = match;
  hub.bans.add(who, nowMs + minutes * 60_000, shortReason(reason));
  let ended = 0;
  for (const { name, peer } of hub.directory.values()) {
    const sentence = hub.bans.find(name, nowMs) ?? hub.bans.find(peer.address, nowMs);
    if (sentence === undefined || peer.transport === "hub") continue;
    peer.close({ code: "banned", sentence });
    ended++;
  }
  const connections = `${ended} connection${ended === 1 ? "" : "s"} ended`;
  hub.tell(member, plainNotice("info", `${who} is banned for ${minutes} min; ${connections}.`));
}

function unban({ hub, member }: CommandContext, args: string): void {
  if (args === "") throw usageError("/unban name-or-address");
  const known = hub.bans.remove(args);
  const answer = known ? `${args} may join again.` : `${args} wasn't banned.`;
  hub.tell(member, plainNotice("info", answer));
}
