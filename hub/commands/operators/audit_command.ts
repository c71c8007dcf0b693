import { usageError } from "../../chat_error.ts";
import { LISTED_MAX } from "../../limits.ts";
import { plainNotice } from "../../notice.ts";
import type { Command, CommandContext } from "../command.ts";
import { quoteName } from "../../../vocabulary/mod.ts";

const STANDARD_COUNT = 20;

/** Tells operators the newest actions of operators and of those who lead rooms. */
export const AUDIT_COMMAND: Command = {
  usage: "[n] [number]",
  help: `who did what: the last n actions, up to ${LISTED_MAX}, or those before a number`,
  run: audit,
};

function audit({ state, member }: CommandContext, args: string): void {
  const match = /^(\d{0,4})(?:\s+(\d{1,15}))?$/.exec(args);
  if (match === null) throw usageError("/audit [n] [number]");
  const count = match[1] === "" ? STANDARD_COUNT : Number(match[1]);
  if (count < 1 || count > LISTED_MAX) throw usageError(`/audit n, with n from 1 to ${LISTED_MAX}`);
  const records = state.audit.newest(count, match[2] === undefined ? Infinity : Number(match[2]));
  const rows = records.map(({ number, timeMs, by, action, about }) => {
    const time = new Date(timeMs).toISOString().replace(/\.\d+Z$/, "Z");
    return `${number}. ${time} ${quoteName(by)}: ${action}${about && ` ${about}`}`;
  });
  const msg = rows.length === 0 ? "Nothing is recorded." : rows.join("\n");
  state.tell(member, plainNotice("info", msg));
}
