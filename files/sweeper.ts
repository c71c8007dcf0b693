import type { FoundMessage } from "../hub/mod.ts";
import type { StoredFile } from "./file_storage.ts";

/** Files whose messages are looked up in one pass of the sweeper. */
const FILES_PER_PASS = 20;
/** A message follows its file within so many numbers; one that didn't was never said. */
const SAID_WITHIN_SEQS = 10_000;
/** The time that a node may take to say the message of a file, in milliseconds. */
const SAID_WITHIN_MS = 3_600_000;

const decoder = new TextDecoder();

/** The log, as far as the sweeper reads it. */
export interface SweptLog {
  readonly lastSeq: number;
  find(seq: number): Promise<FoundMessage | undefined>;
}

/** The files that a sweeper looks after. */
export interface SweptFiles {
  values(): Iterable<StoredFile>;
  onSaid(fileId: string, seq: number): void;
  remove(id: string): Promise<void>;
}

/** The parts that a sweeper works with. */
export interface SweeperOptions {
  readonly files: SweptFiles;
  readonly log: SweptLog;
  /** The wall time in milliseconds. */
  readonly wallMs: () => number;
  /** True: other nodes put files into the same storage, and may be about to say their messages. */
  readonly isShared: boolean;
}

/**
 * Removes files whose messages are gone: taken back, evicted, or never said since the server crashed
 * before. It goes round all files, a few in each pass.
 */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #startedMs: number;
  #round: Iterator<StoredFile>;
  #isBusy = false;

  constructor(options: SweeperOptions) {
    this.#options = options;
    this.#startedMs = options.wallMs();
    this.#round = options.files.values()[Symbol.iterator]();
  }

  /** Looks after the next few files. Does nothing while the last pass goes on. */
  async pass(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let i = 0; i < FILES_PER_PASS; i++) {
        const { value: file, done } = this.#round.next();
        if (done) {
          this.#round = this.#options.files.values()[Symbol.iterator]();
          return;
        }
        if (!await this.isOwned(file)) await this.#options.files.remove(file.id);
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** True if a file's message is there, or may still be said. */
  async isOwned(file: StoredFile): Promise<boolean> {
    return await this.scopeOf(file) !== undefined ||
      file.seq === undefined && this.#mayBeSaid(file);
  }

  /** Returns the scope that a file's message was said to; undefined where it isn't there. */
  async scopeOf(file: StoredFile): Promise<string | undefined> {
    const { seq } = file;
    if (seq !== undefined) return await this.#scopeAt(seq, file.id);
    if (this.#mayBeSaid(file)) return undefined;
    const { files, log } = this.#options;
    const last = Math.min(log.lastSeq, file.afterSeq + SAID_WITHIN_SEQS);
    for (let one = file.afterSeq + 1; one <= last; one++) {
      const scope = await this.#scopeAt(one, file.id);
      if (scope === undefined) continue;
      files.onSaid(file.id, one);
      return scope;
    }
    return undefined;
  }

  #mayBeSaid({ keptMs }: StoredFile): boolean {
    const { isShared, wallMs } = this.#options;
    // A clock that was set back must keep no file for ever.
    const ageMs = Math.abs(wallMs() - keptMs);
    return ageMs < SAID_WITHIN_MS && (isShared || keptMs >= this.#startedMs);
  }

  /** Returns the scope of the message with a number, if it is about the file. */
  async #scopeAt(seq: number, fileId: string): Promise<string | undefined> {
    const found = await this.#options.log.find(seq);
    if (found === undefined) return undefined;
    return JSON.parse(decoder.decode(found.json)).file?.id === fileId ? found.scope : undefined;
  }
}
