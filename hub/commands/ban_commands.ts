import { contains, parseNetwork } from "../access/network.ts";
import { ChatError, usageError } from "../chat_error.ts";
import { shortReason } from "../close_reason.ts";
import { audit, type Command, type CommandContext } from "./command.ts";
import { LISTED_MAX } from "../limits.ts";
import { RESERVED_NAMES } from "../names/name.ts";
import { errorNotice, plainNotice } from "../notice.ts";
import { readPeer } from "./peer_argument.ts";
import { type Ban, type BanTarget, shownTarget, targetOf } from "../access/bans/ban.ts";
import type { Overlap } from "../access/bans/bans.ts";
import { mutesSentence } from "./operators/mute_commands.ts";
import { foldName, isQuoted, NAME_MAX_BYTES, wholeName } from "../../vocabulary/mod.ts";

const BAN_MAX_MINUTES = 60 * 24 * 366;
/** Most bans that an answer to `/unban` names. */
const NAMED_MAX = 3;
const FOR_MINUTES = /^(\d{1,6})(?:\s+(.*))?$/s;
/**
 * Texts that were probably meant as an address or a network, also with a port, a mask, a range or an
 * asterisk. They are tested only where a text is neither.
 */
const MISTYPED = [
  /^\[?\d+(?:\.\d+){3}\]?(?::\d*)?$/,
  /^\[?[\d.]+\/[\d.]+\]?$/,
  /^\d+(?:\.\d+){3}-[\d.]+$/,
  /^(?:\d+\.){1,3}(?:\*\.){0,2}\*$/,
  /^\[?[0-9a-f]*:[0-9a-f]*:[0-9a-f:.]*(?:%\w*)?(?:\/\d*)?\]?(?:[:/]\d*)?$/i,
];

/** The operator's commands that keep peers out. */
export const BAN_COMMANDS: Readonly<Record<string, Command>> = {
  ban: {
    usage: "name|address|network minutes [reason]",
    help: "keep somebody out",
    run: ban,
    isOrdered: true,
  },
  bans: { usage: "", help: "who is banned, until when and why", run: bans },
  unban: {
    usage: "name|address|network|number",
    help: "let somebody in again",
    run: unban,
    isOrdered: true,
  },
};

function ban(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { name: who, rest } = readPeer(state, args, nowMs, {
    command: "/ban",
    isKnown: (text) =>
      parseNetwork(text) !== undefined || state.bans.ofName(text, nowMs) !== undefined,
    mayFollow: (text) => FOR_MINUTES.test(text),
    missing: "minutes",
    unknown: "refuse",
  });
  const [, digits = "0", reason = ""] = FOR_MINUTES.exec(rest) ?? [];
  const minutes = Math.min(Number(digits), BAN_MAX_MINUTES);
  if (minutes === 0) throw usageError("/ban name|address|network minutes [reason]");
  const target = banTarget(who, { isName: isQuoted(args) });
  const untilMs = nowMs + minutes * 60_000;
  const banned = state.bans.add(target, { untilMs, reason: shortReason(reason) }, nowMs);
  audit(context, "ban", shownTarget(target), `${minutes} min`);
  const ended = closeBanned(context);
  const effect = ended > 0
    ? `${ended} connection${ended === 1 ? "" : "s"} ended.`
    : withoutEffect(context, target);
  const lifted = banned.lifted &&
    ` The ban of ${
      shownTarget(banned.lifted)
    } is lifted: at most ${state.bans.maxBans} are in force (--max-bans).`;
  const sentence = `${shownTarget(target)} is banned for ${minutes} min; ${effect}${
    warningOf(target)
  }${lifted ?? ""}`;
  state.tell(member, plainNotice("info", sentence));
  tellFailure(context, banned.persisted, "The ban is in force but lasts no longer than the server");
}

/**
 * Reads the target of a ban.
 *
 * @throws {ChatError} Where the name, address or network can't be banned.
 */
function banTarget(who: string, { isName }: { readonly isName: boolean }): BanTarget {
  if (who.length > NAME_MAX_BYTES) {
    throw new ChatError(
      "name-too-long",
      `No name is longer than ${NAME_MAX_BYTES} bytes: shorten it.`,
    );
  }
  const target = targetOf(who, { isName });
  if (target.kind === "name" && !isName && MISTYPED.some((pattern) => pattern.test(who))) {
    throw new ChatError(
      "usage",
      `${who} is neither an address nor a network like 192.0.2.0/24 or 2001:db8::/32: correct it, or put it in quotes where it is a name.`,
    );
  }
  if (target.kind === "name" && RESERVED_NAMES.includes(foldName(who))) {
    throw new ChatError("name-reserved", `"${who}" is part of the hub and can't be banned.`);
  }
  return target;
}

/** Tells the operator, after the answer, that a change couldn't be persisted. */
function tellFailure(
  { state, member, message }: CommandContext,
  persisted: Promise<void>,
  effect: string,
): void {
  persisted.catch((error) => {
    if (!(error instanceof ChatError)) return state.onBug(error);
    const refusal = `${effect}: ${error.message}`;
    if (member.attached) state.tell(member, errorNotice(error.code, refusal, message.id));
  });
}

/** Closes the connections of all banned peers. Returns their number. */
function closeBanned({ state, nowMs }: CommandContext): number {
  let ended = 0;
  for (const { name, peer } of state.directory.values()) {
    if (peer.transport === "hub") continue;
    const byName = state.bans.ofName(name, nowMs);
    const sentence = byName === undefined
      ? state.bans.refusalOf(peer.address, nowMs)
      : state.bans.sentence(byName, name, nowMs);
    if (sentence === undefined) continue;
    peer.close({ code: "banned", sentence });
    ended++;
  }
  return ended;
}

/** Returns the sentence for a ban that ends no connection. */
function withoutEffect({ state }: CommandContext, { kind, target }: BanTarget): string {
  if (kind === "network") return "nobody is here from there.";
  const isRegistered = state.accounts.get(foldName(target)) !== undefined;
  return isRegistered
    ? "its owner is away."
    : "nobody of this name is here or registered: /who lists who is.";
}

/** Returns a warning for a network that may be larger than the operator means. */
function warningOf({ kind, target }: BanTarget): string {
  const network = kind === "network" ? parseNetwork(target) : undefined;
  if (network === undefined) return "";
  const undo = `/unban ${target} takes that back.`;
  const isIpv4 = network.bytes.length === 4;
  if (network.prefixBits === 0) {
    return ` Careful: that is everybody who comes by ${isIpv4 ? "IPv4" : "IPv6"}. ${undo}`;
  }
  if (contains(network, "127.0.0.1") || contains(network, "::1")) {
    return ` Careful: that is this machine itself, with every program on it and everybody behind a proxy on it. ${undo}`;
  }
  if (!isIpv4 && network.prefixBits === 128) {
    return ` An IPv6 household has a whole /64: /ban ${target}/64 bans all of it.`;
  }
  return "";
}

function bans({ state, member, nowMs }: CommandContext): void {
  const all = state.bans.list(nowMs);
  const list = all.slice(0, LISTED_MAX).map(({ number, target: who, untilMs, reason }) => ({
    number,
    who,
    until: new Date(state.wall.at(untilMs)).toISOString(),
    reason,
  }));
  const rows = list.map(({ number, until, reason }, i) =>
    `${number}. ${shownTarget(all[i])} until ${until.replace(/\.\d+Z$/, "Z")}${
      reason && ` (${reason})`
    }`
  );
  const count = all.length;
  const more = count > list.length ? `; and ${count - list.length} more` : "";
  const banned = count === 0
    ? "Nobody is banned."
    : `${count} banned: ${rows.join("; ")}${more}. /unban and a number lifts one.`;
  const mutes = [...state.charters.hub.mutes.values()].filter(({ untilMs }) => untilMs > nowMs);
  const msg = `${banned}${mutesSentence(state.wall, mutes)}`;
  const muted = mutes.slice(0, LISTED_MAX).map(({ name }) => name);
  state.tell(member, {
    ...{ name: "server", msg },
    event: "bans",
    bans: list,
    count,
    ...(muted.length > 0 && { muted }),
  });
}

function unban(context: CommandContext, args: string): void {
  if (args === "") throw usageError("/unban name|address|network|number");
  const { state, member, nowMs } = context;
  const isName = isQuoted(args);
  const who = wholeName(args);
  const target = targetOf(who, { isName });
  const number = !isName && /^\d{1,9}$/.test(who) ? Number(who) : undefined;
  const lifted = state.bans.remove(target, nowMs) ??
    (number === undefined ? undefined : state.bans.remove(number, nowMs));
  const asked = lifted?.ban ?? target;
  const overlap = state.bans.overlapOf(asked.kind === "network" ? asked.target : "", nowMs);
  const answer = lifted === undefined ? notBanned(asked, overlap) : mayJoin(asked, overlap);
  state.tell(member, plainNotice("info", answer));
  if (lifted === undefined) return;
  audit(context, "unban", shownTarget(asked));
  tellFailure(context, lifted.persisted, "The ban is lifted, but in force again after a restart");
}

/** Returns the answer for a lifted ban. It names bans that still keep out a part of its target. */
function mayJoin(target: BanTarget, { around, within }: Overlap): string {
  const shown = shownTarget(target);
  if (around.length > 0) {
    return `The ban of ${shown} is lifted, but ${stillBanned(around)}, which ${
      around.length === 1 ? "holds" : "hold"
    } it: ${lifting(around)}.`;
  }
  if (within.length > 0) {
    return `${shown} may join again, but ${stillBanned(within)}: ${lifting(within)}.`;
  }
  return `${shown} may join again.`;
}

/** Returns the answer where there was no such ban. */
function notBanned(target: BanTarget, { around, within }: Overlap): string {
  const shown = shownTarget(target);
  if (around.length > 0) {
    const [{ target: outer }] = around;
    return `${shown} wasn't banned by itself, but with ${outer}: /unban ${outer} lets all of it in again.`;
  }
  if (within.length > 0) {
    return `${shown} wasn't banned as a whole, but ${stillBanned(within)}: ${lifting(within)}.`;
  }
  if (target.kind === "name" && /^\d+$/.test(target.target)) {
    return `No ban has the number ${target.target} or is of such a name: /bans lists them.`;
  }
  return `${shown} wasn't banned: /bans lists who is.`;
}

function stillBanned(bans: readonly Ban[]): string {
  const shown = bans.slice(0, NAMED_MAX).map(({ target }) => target).join(", ");
  const more = bans.length > NAMED_MAX ? ` and ${bans.length - NAMED_MAX} more` : "";
  return `${shown}${more} ${bans.length === 1 ? "is" : "are"} still banned`;
}

function lifting([{ target }, ...others]: readonly Ban[]): string {
  return others.length === 0 ? `/unban ${target} lifts that` : "/bans lists them";
}
