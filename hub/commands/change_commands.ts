import { ChatError, usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { plainNotice } from "../notice.ts";
import { roomArgument } from "./room_argument.ts";
import { pinsOf } from "../things/pins.ts";
import { type Change, deletionOf, editOf, reactionOf } from "../things/change.ts";

/** The commands that change what was said. */
export const CHANGE_COMMANDS: Readonly<Record<string, Command>> = {
  edit: { usage: "[number] text", help: "change your last message, or that one", run: edit },
  react: {
    usage: "number reaction",
    help: "react to a message, as with 👍",
    run: (context, args) => react(context, args, { isUndo: false }),
  },
  unreact: {
    usage: "number reaction",
    help: "take a reaction back",
    run: (context, args) => react(context, args, { isUndo: true }),
  },
  pin: {
    usage: "number",
    help: "pin a message to its room",
    run: (context, args) => pin(context, args, { isUndo: false }),
  },
  unpin: {
    usage: "number",
    help: "take a pin away",
    run: (context, args) => pin(context, args, { isUndo: true }),
  },
  pins: { usage: "[#room]", help: "the pinned messages of a room", run: pins },
  delete: {
    usage: "[number [why]]",
    help: "take back your last message, or that one",
    run: remove,
  },
};

function edit(context: CommandContext, args: string): void {
  const match = /^(?:#?([1-9]\d{0,15})\s+)?(\S.*)$/s.exec(args);
  const of = match?.[1] === undefined ? context.member.lastSaidSeq : Number(match[1]);
  if (match === null) throw usageError("/edit [number] text");
  if (of === 0) throw nothingSaid("/edit number text");
  request(context, editOf(of, match[2]), `Message ${of} is changed.`);
}

function remove(context: CommandContext, args: string): void {
  const match = /^(?:#?([1-9]\d{0,15})(?:\s+(\S.*))?)?$/s.exec(args);
  const of = match?.[1] === undefined ? context.member.lastSaidSeq : Number(match[1]);
  if (match === null) throw usageError("/delete [number [why]]");
  if (of === 0) throw nothingSaid("/delete number");
  request(context, deletionOf(of, match[2]), `Message ${of} is deleted.`);
}

/** Builds the refusal of a command about the member's last message, where there is none. */
function nothingSaid(form: string): ChatError {
  return new ChatError(
    "usage",
    `You have no last message here: write ${form}, with a number that /history shows.`,
  );
}

function react(
  context: CommandContext,
  args: string,
  { isUndo }: { readonly isUndo: boolean },
): void {
  const match = /^#?([1-9]\d{0,15})\s+(\S+)$/.exec(args);
  if (match === null) throw usageError(`/${isUndo ? "unreact" : "react"} number reaction`);
  const of = Number(match[1]);
  const done = `${match[2]} ${isUndo ? "is taken back from" : "is put to"} message ${of}.`;
  request(context, reactionOf(match[2], of, { isUndo }), done);
}

function pin(
  context: CommandContext,
  args: string,
  { isUndo }: { readonly isUndo: boolean },
): void {
  const match = /^#?([1-9]\d{0,15})$/.exec(args);
  if (match === null) throw usageError(`/${isUndo ? "unpin" : "pin"} number`);
  const of = Number(match[1]);
  const done = `Message ${of} is ${isUndo ? "no longer pinned" : "pinned"}.`;
  request(context, { kind: "pin", of, isUndo }, done);
}

function pins(context: CommandContext, args: string): void {
  const { state, member, message: { id } } = context;
  const room = roomArgument(context, args);
  if (!member.rooms.has(room)) {
    throw new ChatError("not-in-room", `You aren't in ${room.name}: /join it to see its pins.`);
  }
  const { fanOut, history, later } = state;
  later.run(member, id, () => pinsOf(room, { fanOut, history }));
}

/** A sentence tells that it is done, since a person sees no event of the own change. */
function request(
  { state, member, nowMs, message: { id } }: CommandContext,
  change: Change,
  done: string,
): void {
  state.changes.request({ member, change, id, nowMs }, () => plainNotice("info", done));
}
