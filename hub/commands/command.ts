import type { AuditAction } from "../audit/audit_record.ts";
import type { HubState } from "../hub_state.ts";
import type { Member } from "../rooms/room.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** A command, as the table of commands holds it. */
export interface Command {
  /** The arguments after the command's name, as `/help` shows them. */
  readonly usage: string;
  readonly help: string;
  /** True for a command that changes what peers share. Any other one only answers its member. */
  readonly isOrdered?: true;
  /** True for a command that changes a peer's own name. The operator is always called `server`. */
  readonly changesName?: true;
  /** True where a secret follows the command's name. */
  readonly takesSecret?: true;
  /** @param args The text after the command's name, trimmed. */
  readonly run: (context: CommandContext, args: string) => void;
}

/** Records that a member has done something to a room, a name or a network. */
export function audit(
  { state, member, nowMs }: CommandContext,
  action: AuditAction,
  ...about: readonly string[]
): void {
  state.audit.add({ by: member.name, action, about: about.join(" ") }, nowMs);
}

/** The member that gives a command, with its message, and the state that the command works on. */
export interface CommandContext {
  readonly state: HubState;
  readonly member: Member;
  readonly nowMs: number;
  readonly message: ClientMessage;
}
