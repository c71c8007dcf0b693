import type { Answer } from "../answer.ts";
import type { IrcMemory } from "../memory.ts";

/** A command of a client, with the answer that it gets. */
export interface IrcContext {
  readonly memory: IrcMemory;
  readonly answer: Answer;
  readonly params: readonly string[];
  readonly tags: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/** A command, as the table of commands holds it. */
export interface IrcCommand {
  /** The least number of parameters. */
  readonly paramsMin: number;
  /** True for a command that may come before the registration is complete. */
  readonly mayPrecede?: true;
  /** Returns a promise where the answer takes a while; further lines wait for it. */
  readonly run: (context: IrcContext) => Promise<void> | void;
}
