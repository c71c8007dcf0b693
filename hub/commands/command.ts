import type { HubState } from "../hub_state.ts";
import type { Member } from "../rooms/room.ts";
import type { ClientMessage } from "../../vocabulary/mod.ts";

/** One row of the command table. */
export interface Command {
  /** What follows the command's name, as `/help` shows it. */
  readonly usage: string;
  readonly help: string;
  /** True for a command about a peer's own name; the operator is always called `server`. */
  readonly changesName?: true;
  /** True where a secret follows the command's name. */
  readonly takesSecret?: true;
  /** @param args What follows the command's name, trimmed. */
  readonly run: (context: CommandContext, args: string) => void;
}

/** Who asks, and where. */
export interface CommandContext {
  readonly state: HubState;
  readonly member: Member;
  readonly nowMs: number;
  readonly message: ClientMessage;
}
