import type { Signal } from "../../hub/mod.ts";
import type { Capabilities } from "./capabilities.ts";
import { fittedLine } from "./wire/fitted_line.ts";
import { stripFormatting } from "./wire/formatting.ts";
import { SERVER, sourceOf } from "./wire/identity.ts";
import { escapeTag, ircLine, withTags } from "./wire/line.ts";
import type { IrcMemory } from "./memory.ts";
import { channelOf, nickOf, targetOf } from "./wire/names.ts";
import { RPL } from "./wire/numerics.ts";

/** Tells a signal, if the client has asked for such ones. */
export function tellSignal(memory: IrcMemory, signal: Signal): void {
  const line = lineOf(memory, signal);
  if (line === undefined) return;
  const account = isSaid(signal) && memory.capabilities.has("account-tag")
    ? memory.accountOf(signal.name)
    : undefined;
  const tags = account === undefined ? [] : [`account=${escapeTag(account)}`];
  if (signal.kind === "tags") tags.push(...tagmsgTags(signal, memory.capabilities));
  memory.write(`${withTags(tags, line)}\r\n`);
}

/** Returns the tags of a TAGMSG, for its sender and for others. */
export function tagmsgTags(
  { tags, id, timeMs }: Extract<Signal, { kind: "tags" }>,
  capabilities: Capabilities,
): string[] {
  const time = capabilities.has("server-time") ? [`time=${new Date(timeMs).toISOString()}`] : [];
  return [...time, ...(id === undefined ? [] : [`msgid=${id}`]), tags];
}

/** True for a signal that its peer has sent on purpose. */
function isSaid({ kind }: Signal): boolean {
  return kind === "program" || kind === "invite" || kind === "invited" || kind === "tags";
}

function lineOf({ capabilities, nick }: IrcMemory, signal: Signal): string | undefined {
  const source = sourceOf(signal.name);
  switch (signal.kind) {
    case "away": {
      const text = signal.text === undefined ? undefined : stripFormatting(signal.text);
      return capabilities.has("away-notify") ? fittedLine(source, "AWAY", [], text) : undefined;
    }
    case "account":
      return capabilities.has("account-notify")
        ? ircLine(source, "ACCOUNT", [nickOf(signal.account)])
        : undefined;
    case "real-name":
      return capabilities.has("setname")
        ? fittedLine(source, "SETNAME", [], signal.realName)
        : undefined;
    case "online":
      return ircLine(SERVER, RPL.MONONLINE, [nick], source);
    case "offline":
      return ircLine(SERVER, RPL.MONOFFLINE, [nick], nickOf(signal.name));
    case "invite":
      return ircLine(source, "INVITE", [nickOf(signal.peer), channelOf(signal.room)]);
    case "invited":
      return capabilities.has("invite-notify")
        ? ircLine(source, "INVITE", [nickOf(signal.peer), channelOf(signal.to)])
        : undefined;
    case "tags":
      return capabilities.has("message-tags")
        ? ircLine(source, "TAGMSG", [targetOf(signal.to)])
        : undefined;
    case "program":
      return ircLine(
        source,
        signal.isNotice ? "NOTICE" : "PRIVMSG",
        [targetOf(signal.to)],
        signal.text,
      );
    default:
      return signal satisfies never;
  }
}
