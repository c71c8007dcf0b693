import { BAN_COMMANDS } from "./ban_commands.ts";
import { ChatError, usageError } from "../chat_error.ts";
import { shortReason } from "../close_reason.ts";
import { audit, type Command, type CommandContext } from "./command.ts";
import { AUDIT_COMMAND } from "./operators/audit_command.ts";
import { HUB_MUTE_COMMANDS } from "./operators/mute_commands.ts";
import { OP_COMMANDS } from "./operators/op_commands.ts";
import { plainNotice } from "../notice.ts";
import { readPeer } from "./peer_argument.ts";
import { quoteName } from "../../vocabulary/mod.ts";

/** The commands that only operators may give. */
export const OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  kick: {
    usage: "name [reason]",
    help: "end a peer's connection",
    run: kick,
    isOrdered: true,
  },
  ...BAN_COMMANDS,
  ...HUB_MUTE_COMMANDS,
  ...OP_COMMANDS,
  audit: AUDIT_COMMAND,
  announce: {
    usage: "text",
    help: "tell everybody something, in whichever room",
    run: announce,
    isOrdered: true,
  },
};

/** Each node tells the members that are connected there. */
function announce(context: CommandContext, args: string): void {
  if (args === "") throw usageError("/announce text");
  const { state, member } = context;
  audit(context, "announce");
  const notice = plainNotice("info", `Announcement: ${args}`);
  let count = 0;
  for (const other of state.directory.values()) {
    if (other === member || other.peer.transport === "hub") continue;
    state.tell(other, notice);
    count++;
  }
  state.tell(member, plainNotice("info", `${count} peer${count === 1 ? "" : "s"} heard it.`));
}

function kick(context: CommandContext, args: string): void {
  const { state, member, nowMs } = context;
  const { name, rest } = readPeer(state, args, nowMs, {
    command: "/kick",
    mayFollow: () => true,
    unknown: "first-word",
  });
  const target = state.directory.get(name);
  if (name === "") throw usageError("/kick name [reason]");
  if (target === undefined || target.peer.transport === "hub") {
    const near = state.directory.nearest(name);
    const question = near === undefined ? "" : `did you mean "${near}"? `;
    throw new ChatError(
      "peer-unknown",
      `Nobody here is called "${name.slice(0, 64)}": ${question}/who lists who is.`,
    );
  }
  audit(context, "kick", quoteName(target.name));
  const reason = rest && `: ${shortReason(rest)}`;
  const by = member.isAtTerminal ? "the operator" : quoteName(member.name);
  target.peer.close({ code: "kicked", sentence: `Kicked by ${by}${reason}.` });
  state.tell(member, plainNotice("info", `${quoteName(target.name)} is kicked.`));
}
