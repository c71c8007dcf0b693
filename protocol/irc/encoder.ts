import type { Batch, Encoding } from "../../batch/mod.ts";
import { stripControls } from "../text/terminal_text.ts";
import type { Capabilities } from "./capabilities.ts";
import { fittedLine } from "./wire/fitted_line.ts";
import { sourceOf } from "./wire/identity.ts";
import { takeJoins } from "./wire/joins.ts";
import { escapeTag, ircLine, withTags } from "./wire/line.ts";
import { REDACTION, redactLine } from "./wire/redact_line.ts";
import { channelOf, nickOf, targetOf } from "./wire/names.ts";
import { MULTILINE } from "./multiline.ts";
import { REACT_TAG, REPLY_TAG, UNREACT_TAG } from "./wire/msgid.ts";
import { bodyLines, multilineOf, type TaggedLine } from "./text_lines.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The channel of messages that name no receiver. */
export const LOBBY_CHANNEL = "#lobby";

/** An entry of a batch: a message, which has a `seq`, or a notice of the hub, which has an `event`. */
export interface Entry {
  readonly name: string;
  readonly msg: string;
  readonly seq?: number;
  readonly time?: string;
  readonly to?: string;
  readonly notice?: boolean;
  readonly replay?: boolean;
  readonly event?: string;
  readonly id?: string;
  readonly peer?: string;
  readonly reason?: string;
  readonly quit?: boolean;
  /** The moderator that has put the peer out of a room. */
  readonly by?: string;
  readonly topic?: string;
  /** The number of the message that this one answers. */
  readonly re?: number;
  /** In an event about a message: the number of that message. */
  readonly of?: number;
  readonly react?: string;
  /** True for a reaction that is taken back. */
  readonly undo?: boolean;
  /** The tags that an IRC client has put to it. */
  readonly tags?: string;
}

/** The facts about a peer that its JOIN shows. */
export interface Profile {
  /** With the tilde that tells that only the client says so. */
  readonly user: string;
  readonly account: string | undefined;
  readonly realName: string;
  readonly away: string | undefined;
}

/** The form of lines for one set of capabilities, and the facts that lines show. */
export interface Form {
  readonly capabilities: Capabilities;
  readonly epoch: string;
  profileOf(name: string): Profile;
  /** The batch that replayed messages belong to, where they belong to one. */
  readonly playbackRef?: string | undefined;
}

/** A batch's lines in one form, with the entries that each receiver treats in its own way. */
export class IrcEncoding implements Encoding {
  /** @param special Acks, and notices of peers that come or leave the hub, each by its index. */
  constructor(
    readonly bytes: Uint8Array,
    readonly offsets: readonly number[],
    readonly special: readonly (readonly [index: number, entry: Entry])[],
  ) {}
}

/** Encodes a batch once for each set of capabilities. The batch keeps the result. */
export function encodeIrcBatch(batch: Batch, form: Form): IrcEncoding {
  const key = `irc ${form.capabilities.key}`;
  const known = form.playbackRef === undefined ? batch.encodings.get(key) : undefined;
  if (known instanceof IrcEncoding) return known;
  const special: [number, Entry][] = [];
  const parts: string[] = [];
  for (let i = 0; i < batch.count; i++) {
    const entry = JSON.parse(decoder.decode(batch.json(i))) as Entry;
    if (entry.seq === undefined || entry.event === "ack") special.push([i, entry]);
    parts.push(linesOf(entry, form).map((line) => `${line}\r\n`).join(""));
  }
  const text = parts.join("");
  const bytes = encoder.encode(text);
  const isAscii = bytes.length === text.length;
  const offsets = [0];
  for (const part of parts) {
    const sizeBytes = isAscii ? part.length : encoder.encode(part).length;
    offsets.push(offsets.at(-1)! + sizeBytes);
  }
  const encoding = new IrcEncoding(bytes, offsets, special);
  if (form.playbackRef === undefined) batch.encodings.set(key, encoding);
  return encoding;
}

function linesOf(entry: Entry, form: Form): string[] {
  switch (entry.event) {
    case undefined:
    case "edit":
    case "delete":
    case "pin":
    case "react":
    case "topic":
      return thingLines(entry, form).map(({ line, tags }) => withTags(tags, line));
    // Only the dialogue that asked for it knows the message of an ack.
    case "ack":
      return [];
    case "join":
      return joinLines(entry.peer!, channelOf(entry.to!), form);
    case "leave":
      return [leaveLine(entry)];
    default:
      return [
        fittedLine(
          sourceOf(entry.name),
          "NOTICE",
          [targetOf(entry.to ?? LOBBY_CHANNEL)],
          entry.msg,
        ),
      ];
  }
}

/** Returns the lines of a message, or of an event that changes one. */
export function thingLines(entry: Entry, form: Form): TaggedLine[] {
  const { capabilities, epoch } = form;
  if (entry.event === "react") return reactionLines(entry, form);
  if (entry.event === "topic") {
    const { peer = "" } = entry;
    return [{ line: topicLine(entry), tags: messageTags({ ...entry, name: peer }, form) }];
  }
  if (entry.event !== "delete" || !capabilities.has(REDACTION)) return messageLines(entry, form);
  // The event has a number, but no text that one could answer.
  const { of = 0, seq: _seq, ...rest } = entry;
  const target = entry.to === undefined ? LOBBY_CHANNEL : targetOf(entry.to);
  const redaction = { by: entry.name, target, msgid: `${epoch}-${of}`, reason: entry.reason };
  return [{ line: redactLine(redaction), tags: messageTags(rest, form) }];
}

/** Returns the lines of a message: one, or several where it is too long or has line ends. */
export function messageLines(entry: Entry, form: Form): TaggedLine[] {
  const { name, to, notice, event } = entry;
  const msg = event === "edit" ? `${entry.msg} (edited)` : entry.msg;
  const command = notice === true ? "NOTICE" : "PRIVMSG";
  const target = to === undefined ? LOBBY_CHANNEL : targetOf(to);
  const tags = messageTags(entry, form);
  // A number names one line alone.
  const laterTags = tags.filter((tag) => !tag.startsWith("msgid="));
  const acts = `* ${name} `;
  const isAction = notice !== true && msg.startsWith(acts);
  const said = isAction ? msg.slice(acts.length) : msg;
  const text = stamped(said, entry, form);
  const shift = text.length - said.length;
  const joins = takeJoins(entry.tags).joins.map((at) => at + shift);
  const saying = { source: sourceOf(name), command, target, text, joins } as const;
  if (!isAction && form.capabilities.has(MULTILINE) && form.capabilities.has("batch")) {
    const several = multilineOf(saying);
    if (several.length > 1) return inBatch(entry, target, several, tags);
  }
  return bodyLines(saying, { isAction })
    .map((line, i) => ({ line, tags: i === 0 ? tags : laterTags }));
}

/** Returns a reaction as tags without a text (https://ircv3.net/specs/client-tags/react). */
function reactionLines(entry: Entry, form: Form): TaggedLine[] {
  const { name, to, react = "", undo } = entry;
  if (!form.capabilities.has("message-tags")) return [];
  const tag = `${undo ? UNREACT_TAG : REACT_TAG}=${escapeTag(react)}`;
  const target = to === undefined ? LOBBY_CHANNEL : targetOf(to);
  const line = ircLine(sourceOf(name), "TAGMSG", [target]);
  return [{ line, tags: [...messageTags(entry, form), tag] }];
}

/** Returns a message of several lines as the batch that holds it. Its number names the batch. */
function inBatch(
  { name, seq = 0 }: Entry,
  target: string,
  lines: readonly TaggedLine[],
  tags: readonly string[],
): TaggedLine[] {
  const source = sourceOf(name);
  const ref = `m${seq.toString(36)}`;
  return [
    { line: ircLine(source, "BATCH", [`+${ref}`, MULTILINE, target]), tags },
    ...lines.map((one) => ({ line: one.line, tags: [`batch=${ref}`, ...one.tags] })),
    { line: ircLine(source, "BATCH", [`-${ref}`]), tags: [] },
  ];
}

/** A client that knows no times reads an earlier message's time in its text. */
function stamped(text: string, { replay, time }: Entry, { capabilities }: Form): string {
  if (replay !== true || time === undefined || capabilities.has("server-time")) return text;
  return `[${time.slice(0, 10)} ${time.slice(11, 16)}] ${text}`;
}

function messageTags(
  { name, seq, time, replay, of, re = of, tags: own }: Entry,
  form: Form,
): string[] {
  const { capabilities, epoch, playbackRef } = form;
  const tags: string[] = [];
  if (playbackRef !== undefined && replay === true) tags.push(`batch=${playbackRef}`);
  if (time !== undefined && capabilities.has("server-time")) tags.push(`time=${time}`);
  if (seq !== undefined && capabilities.has("message-tags")) {
    tags.push(`msgid=${escapeTag(`${epoch}-${seq}`)}`);
  }
  if (re !== undefined && capabilities.has("message-tags")) {
    tags.push(`${REPLY_TAG}=${escapeTag(`${epoch}-${re}`)}`);
  }
  if (own !== undefined && capabilities.has("message-tags")) {
    const { tags: clientTags } = takeJoins(own);
    if (clientTags !== undefined) tags.push(clientTags);
  }
  // The registration of today says nothing about an earlier author.
  if (replay !== true && capabilities.has("account-tag")) {
    const { account } = form.profileOf(name);
    if (account !== undefined) tags.push(`account=${escapeTag(account)}`);
  }
  return tags;
}

/** Returns the lines that say that a peer has entered a channel. */
export function joinLines(name: string, channel: string, form: Form): string[] {
  const { capabilities } = form;
  const source = sourceOf(name);
  const { account, realName, away } = form.profileOf(name);
  const join = capabilities.has("extended-join")
    ? fittedLine(source, "JOIN", [channel, account ?? "*"], realName)
    : ircLine(source, "JOIN", [channel]);
  const isAway = away !== undefined && capabilities.has("away-notify");
  return isAway ? [join, fittedLine(source, "AWAY", [], away)] : [join];
}

function topicLine({ peer = "", to = LOBBY_CHANNEL, topic = "" }: Entry): string {
  return fittedLine(sourceOf(peer), "TOPIC", [channelOf(to)], stripControls(topic));
}

function leaveLine({ peer = "", to = LOBBY_CHANNEL, reason, quit, by }: Entry): string {
  const source = sourceOf(peer);
  const text = reason === undefined ? undefined : stripControls(reason);
  if (quit === true) return fittedLine(source, "QUIT", [], text ?? "");
  if (by !== undefined) {
    return fittedLine(sourceOf(by), "KICK", [channelOf(to), nickOf(peer)], text ?? nickOf(by));
  }
  return fittedLine(source, "PART", [channelOf(to)], text);
}
