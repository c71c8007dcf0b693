import { bugSentence, isBug } from "./error_sentence.ts";
import type { ChunkHead } from "../tables/head_table.ts";

const LEFT_OUT = "left out, and replays say that they aren't complete";
const CURE = "Restore the data folder from a backup to have";

/**
 * Warns the operator of damage, in one sentence for each damaged piece. A start, the scrub and
 * reads call it; the same piece gives the same sentence.
 */
export class DamageReport {
  /**
   * @param path The database's file.
   * @param warn Takes each sentence, and drops a repeated one.
   */
  constructor(readonly path: string, readonly warn: (sentence: string) => void) {}

  chunk({ firstSeq, lastSeq }: Pick<ChunkHead, "firstSeq" | "lastSeq">, scope: string): void {
    this.warn(
      `${this.path} is damaged: the messages ${firstSeq} to ${lastSeq} of ${scope} are ${LEFT_OUT}. ${CURE} them back.`,
    );
  }

  /** Messages after this number are missing. */
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

  /** Rows of scopes are missing or damaged. */
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

  /** The journal that a crash left lacks messages. */
  journal(path: string): void {
    this.warn(
      `${path} is damaged or cut short: some of what was said last before the crash is missing, and replays of it say that they aren't complete. ${CURE} it back.`,
    );
  }

  /** Reports that a bug has stopped a task. Does nothing for an error of the system. */
  bug(task: string, error: unknown): void {
    if (isBug(error)) this.warn(bugSentence(task, error));
  }

  /** The database can't be written in some places. */
  writing(): void {
    this.warn(
      `${this.path} is so damaged that it can't be written in some places: new messages stay in the journal until that is full. Stop the server and restore the data folder from a backup, or move it away.`,
    );
  }
}
