import { parseNetwork } from "./address/network.ts";
import { ChatError, usageError } from "./chat_error.ts";
import { shortReason } from "./close_reason.ts";
import type { Command, CommandContext } from "./commands.ts";
import { plainNotice } from "./notice.ts";
import { wholeName } from "./typed/name_argument.ts";
import { readPeer } from "./typed/peer_argument.ts";

const BAN_MAX_MINUTES = 60 * 24 * 366;
const FOR_MINUTES = /^(\d{1,6})(?:\s+(.*))?$/s;

/** What only the person at the server's terminal may do. */
export const OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  kick: { usage: "name [reason]", help: "end a peer's connection", run: kick },
  ban: { usage: "name-or-address minutes [reason]", help: "keep somebody out", run: ban },
  unban: { usage: "name-or-address", help: "let somebody in again", run: unban },
};

function kick({ hub, member, nowMs }: CommandContext, args: string): void {
  const { name, rest } = readPeer(hub, args, nowMs, {
    command: "/kick",
    mayFollow: () => true,
    unknown: "first-word",
  });
  const target = hub.directory.get(name);
  if (name === "") throw usageError("/kick name [reason]");
  if (target === undefined || target.peer.transport === "hub") {
    throw new ChatError(
      "peer-unknown",
      `Nobody here is called "${name.slice(0, 64)}": /who lists who is.`,
    );
  }
  const reason = rest && `: ${shortReason(rest)}`;
  target.peer.close({ code: "kicked", sentence: `Kicked by the operator${reason}.` });
  hub.tell(member, plainNotice("info", `${target.name} is kicked.`));
}

function ban({ hub, member, nowMs }: CommandContext, args: string): void {
  const { name: who, rest } = readPeer(hub, args, nowMs, {
    command: "/ban",
    isKnown: (name) => parseNetwork(name) !== undefined,
    mayFollow: (text) => FOR_MINUTES.test(text),
    unknown: "refuse",
  });
  const [, digits = "0", reason = ""] = FOR_MINUTES.exec(rest) ?? [];
  const minutes = Math.min(Number(digits), BAN_MAX_MINUTES);
  if (minutes === 0) throw usageError("/ban name-or-address minutes [reason]");
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

function unban({ hub, member }: CommandContext, argument: string): void {
  if (argument === "") throw usageError("/unban name-or-address");
  const args = wholeName(argument);
  const known = hub.bans.remove(args);
  const answer = known ? `${args} may join again.` : `${args} wasn't banned.`;
  hub.tell(member, plainNotice("info", answer));
}
