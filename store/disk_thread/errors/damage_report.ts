import { bugSentence, diskSentenceOf } from "./error_sentence.ts";
import type { Head } from "../tables/head_table.ts";

const LEFT_OUT = "left out, and replays say that they aren't complete";
const CURE = "Restore the data folder from a backup to have";

/** Names what is damaged. The same piece gives the same sentence, whoever finds it. */
export class DamageReport {
  /**
   * @param path The database's file.
   * @param warn Takes each sentence, and drops those that it had.
   */
  constructor(readonly path: string, readonly warn: (sentence: string) => void) {}

  chunk({ firstSeq, lastSeq }: Pick<Head, "firstSeq" | "lastSeq">, scope: string): void {
    this.warn(
      `${this.path} is damaged: the messages ${firstSeq} to ${lastSeq} of ${scope} are ${LEFT_OUT}. ${CURE} them back.`,
    );
  }

  /** Messages that follow this number can't be found. */
  gap(seq: number, scope: string): void {
    this.warn(
      `${this.path} is damaged: messages of ${scope} that followed number ${seq} are missing and ${LEFT_OUT}. ${CURE} them back.`,
    );
  }

  /** The list of a scope's chunks is damaged. */
  list(scope: string): void {
    this.warn(
      `${this.path} is damaged where the messages of ${scope} are listed: those that can't be found are ${LEFT_OUT}. ${CURE} them back.`,
    );
  }

  /** Rows of scopes are missing, or aren't what was written. */
  scopes(): void {
    this.warn(
      `${this.path} is damaged where rooms and receivers are listed: replays of what was said before this start say that they aren't complete. ${CURE} all back.`,
    );
  }

  ids(): void {
    this.warn(
      `${this.path} is damaged where the ids of the last minutes are: a message that is retried with such an id may be said twice.`,
    );
  }

  /** The journal of a crash lacks messages. */
  journal(path: string): void {
    this.warn(
      `${path} is damaged or cut short: some of what was said last before the crash is missing, and replays of it say that they aren't complete. ${CURE} it back.`,
    );
  }

  /** A bug of ours has stopped a task. Says nothing of an error of the disk. */
  bug(task: string, error: unknown): void {
    if (diskSentenceOf(error, this.path) === undefined) this.warn(bugSentence(task, error));
  }

  /** The database takes no more in some places. */
  writing(): void {
    this.warn(
      `${this.path} is so damaged that it can't be written in some places: new messages stay in the journal until that is full. Stop the server and restore the data folder from a backup, or move it away.`,
    );
  }
}
