import { usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { plainNotice } from "../notice.ts";
import { type Change, editOf } from "../things/change.ts";

/** The commands that change what was said. */
export const CHANGE_COMMANDS: Readonly<Record<string, Command>> = {
  edit: { usage: "[number] text", help: "change your last message, or that one", run: edit },
  delete: { usage: "[number]", help: "take back your last message, or that one", run: remove },
};

function edit(context: CommandContext, args: string): void {
  const match = /^(?:#?([1-9]\d{0,15})\s+)?(\S.*)$/s.exec(args);
  const of = match?.[1] === undefined ? context.member.lastSaidSeq : Number(match[1]);
  if (match === null || of === 0) throw usageError("/edit [number] text");
  request(context, editOf(of, match[2]), `Message ${of} is changed.`);
}

function remove(context: CommandContext, args: string): void {
  const match = /^#?([1-9]\d{0,15})?$/.exec(args);
  const of = match?.[1] === undefined ? context.member.lastSaidSeq : Number(match[1]);
  if (match === null || of === 0) throw usageError("/delete [number]");
  request(context, { kind: "delete", of }, `Message ${of} is deleted.`);
}

/** A sentence tells that it is done, since a person sees no event of the own change. */
function request(
  { state, member, nowMs, message: { id } }: CommandContext,
  change: Change,
  done: string,
): void {
  state.changes.request({ member, change, id, nowMs }, () => plainNotice("info", done));
}
