import { usageError } from "../chat_error.ts";
import type { Command, CommandContext } from "./command.ts";
import { hookUnknown } from "../hooks/hooks.ts";
import { checkMayManageHooks, mayManageHooks } from "../hooks/permission.ts";
import { LISTED_MAX } from "../limits.ts";
import { parsePeerName, parseRoomName } from "../names/name.ts";
import { plainNotice } from "../notice.ts";
import { quoteName, wholeName } from "../../vocabulary/mod.ts";

const USAGE = "[add #room name | drop name]";

/** Makes, lists and ends incoming webhooks. */
export const HOOK_COMMAND: Command = {
  usage: USAGE,
  help: "webhooks: let other programs speak",
  run: hook,
};

function hook(context: CommandContext, args: string): void {
  const [, word = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(args)!;
  switch (word.toLowerCase()) {
    case "":
    case "list":
      return list(context);
    case "add":
      return add(context, rest);
    case "drop":
      return drop(context, wholeName(rest));
    default:
      throw usageError(`/hook ${USAGE}`);
  }
}

function add(context: CommandContext, args: string): void {
  const [, first, rest] = /^(\S+)\s+(.+)$/s.exec(args) ?? [];
  if (first === undefined) throw usageError("/hook add #room name");
  const { state, member, nowMs } = context;
  const { charters } = state.rooms;
  // A private room's own spelling is told to nobody outside.
  const room = state.rooms.visible(first, member)?.name ?? parseRoomName(first);
  const name = parsePeerName(wholeName(rest));
  checkMayManageHooks(member, room, charters);
  const token = state.newToken();
  const entry = {
    kind: "hook-add",
    member,
    name,
    room,
    tokenHash: state.hashToken(token),
  } as const;
  state.later.run(member, context.message.id, async () => {
    await state.order.submit(entry, nowMs);
    return {
      name: "server",
      msg: `${
        quoteName(name)
      } may speak in ${room}: send POST requests to /hooks/${token} on the web port. The token is shown only now.`,
      event: "hook",
      hook: name,
      room,
      token,
    };
  });
}

function list({ state, member }: CommandContext): void {
  const own = [...state.hooks.values()].filter(({ room }) =>
    mayManageHooks(member, room, state.rooms.charters)
  )
    .sort((a, b) => a.createdMs - b.createdMs);
  const hooks = own.slice(0, LISTED_MAX).map(({ name: hook, room, by, createdMs }) => ({
    hook,
    room,
    by,
    since: new Date(createdMs).toISOString(),
  }));
  const count = own.length;
  const more = count > hooks.length ? `; and ${count - hooks.length} more` : "";
  const rows = hooks.map(({ hook, room, by }) => `${quoteName(hook)} in ${room} (by ${by})`);
  const msg = count === 0
    ? "There are no webhooks that are yours to see: /hook add #room name makes one."
    : `${count} webhook${count === 1 ? "" : "s"}: ${rows.join("; ")}${more}.`;
  state.tell(member, { name: "server", msg, event: "hooks", hooks, count });
}

function drop(context: CommandContext, name: string): void {
  if (name === "") throw usageError("/hook drop name");
  const { state, member, nowMs } = context;
  const hook = state.hooks.get(name);
  // A hook of a room that isn't the member's to manage is answered as if there were none.
  const isTheirs = hook !== undefined && mayManageHooks(member, hook.room, state.rooms.charters);
  if (!isTheirs) throw hookUnknown(name);
  state.later.run(member, context.message.id, async () => {
    await state.order.submit({ kind: "hook-drop", member, name: hook.name }, nowMs);
    return plainNotice("info", `The webhook ${quoteName(hook.name)} of ${hook.room} has ended.`);
  });
}
