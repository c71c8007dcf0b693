import { isDamage } from "../errors/damage_error.ts";
import type { DamageReport } from "../errors/damage_report.ts";
import type { ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead, type ReadChunkHead } from "../tables/head_table.ts";
import type { ReadScope } from "../tables/scope_table.ts";

// Each of the two limits keeps a step to about two milliseconds.
const STEP_HEADS = 128;
const STEP_BYTES = 1024 * 1024;

/**
 * Reads the whole log once after each start, in small steps, so that the operator hears of damage
 * early, while there is a backup. `BackgroundWork` calls it between requests.
 */
export class Scrub {
  readonly #chunks: ChunkTable;
  readonly #report: DamageReport;
  readonly #steps = this.#all();
  #isDue = true;

  constructor(chunks: ChunkTable, report: DamageReport) {
    this.#chunks = chunks;
    this.#report = report;
  }

  /** True while some chunks aren't checked. */
  get isDue(): boolean {
    return this.#isDue;
  }

  /** Checks the next few chunks. */
  step(): void {
    try {
      if (this.#steps.next().done) this.#isDue = false;
    } catch (error) {
      this.#isDue = false;
      if (!isDamage(error)) throw error;
      this.#report.scopes();
    }
  }

  *#all(): Generator<void> {
    for (let id = 0;;) {
      const scope = this.#chunks.scopes.nextAfter(id);
      if (scope === undefined) return;
      id = scope.id;
      try {
        yield* this.#scope(scope);
      } catch (error) {
        if (!isDamage(error)) throw error;
        this.#report.list(scope.name);
      }
    }
  }

  *#scope({ id, name, evictedSeq, lastSeq }: ReadScope): Generator<void> {
    const { heads, scopes } = this.#chunks;
    let reachedSeq: number | undefined = evictedSeq;
    if (heads.lastSeqOf(id) < lastSeq && lastSeq > evictedSeq) this.#report.list(name);
    for (let at = 0;;) {
      const page: ReadChunkHead[] = heads.pageAfter(id, at, STEP_HEADS);
      if (page.length === 0) return;
      // Messages that were evicted since the last step are no gap.
      const evicted = scopes.byId(id)?.evictedSeq ?? 0;
      let bytes = 0;
      for (const head of page) {
        at = Math.max(at + 1, head.lastSeq);
        const isSound = isSoundHead(head, name);
        if (!isSound) this.#report.chunk(head, name);
        else bytes += this.#checkContent(head, name);
        if (isSound && reachedSeq !== undefined && head.prevSeq > Math.max(reachedSeq, evicted)) {
          this.#report.gap(reachedSeq, name);
        }
        reachedSeq = isSound ? head.lastSeq : undefined;
        if (bytes >= STEP_BYTES) break;
      }
      yield;
    }
  }

  /** Checks a chunk's content. Returns its size in bytes. */
  #checkContent(head: ReadChunkHead, scope: string): number {
    try {
      return this.#chunks.contentOf(head).bodies.length;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#report.chunk(head, scope);
      return 0;
    }
  }
}
