import { ACCOUNT_COMMANDS } from "./account.ts";
import { HISTORY_COMMANDS } from "./chathistory.ts";
import { BATCH_COMMANDS } from "./batch.ts";
import { CHANNEL_COMMANDS } from "./channels.ts";
import type { IrcCommand } from "./command.ts";
import { HELP_COMMANDS } from "./help.ts";
import { MESSAGE_COMMANDS } from "./messages.ts";
import { MODE_COMMANDS } from "./modes.ts";
import { PEOPLE_COMMANDS } from "./people.ts";
import { READ_COMMANDS } from "./read_marker.ts";
import { PRESENCE_COMMANDS } from "./presence.ts";
import { REDACT_COMMANDS } from "./redact.ts";
import { REGISTRATION_COMMANDS } from "./registration.ts";
import { SEARCH_COMMANDS } from "./search.ts";
import { SERVER_COMMANDS } from "./server.ts";

const COMMANDS: Readonly<Record<string, IrcCommand>> = {
  ...REGISTRATION_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...BATCH_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...CHANNEL_COMMANDS,
  ...HISTORY_COMMANDS,
  ...SEARCH_COMMANDS,
  ...READ_COMMANDS,
  ...REDACT_COMMANDS,
  ...MODE_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...PRESENCE_COMMANDS,
  ...SERVER_COMMANDS,
  ...HELP_COMMANDS,
};

/** Returns the command of a name in upper case; undefined where there is none. */
export function commandOf(name: string): IrcCommand | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}
