import { type Findings, type Rewrite, rewriteObject } from "../../../hub/mod.ts";
import { isDamage } from "../errors/damage_error.ts";
import type { ChunkPlace, ChunkTable } from "../tables/chunk_table.ts";
import { isSoundHead } from "../tables/head_table.ts";
import { type Chunk, eachBody, hasSeq, wholeRecord } from "../../exchange/chunk.ts";
import { eachStored, LAYOUT_BODIES, type StoredContent } from "../../exchange/stored_content.ts";
import type { ChunkPosition } from "./recent_chunks.ts";

// A message that the index names costs as much as the look at so many in a row: its chunk is read.
const LOOK_UP_COST_MESSAGES = 20;
// Chunks that are kept for the next messages: with many rooms, many chunks hold messages of one time.
// They take 8 MiB at most, until the search ends.
const CACHED_CHUNKS = 128;

/** Looks at messages for one search, in the tables and among those that aren't flushed. */
export class Examination {
  readonly #findings: Findings;
  readonly #rewrites: ReadonlyMap<number, Rewrite>;
  readonly #chunks: ChunkTable;
  #cached: ChunkPlace[] = [];

  /** @param rewrites The changes of messages that aren't in the tables yet. */
  constructor(findings: Findings, rewrites: ReadonlyMap<number, Rewrite>, chunks: ChunkTable) {
    this.#findings = findings;
    this.#rewrites = rewrites;
    this.#chunks = chunks;
  }

  /** Looks at each message of a chunk. A damaged one is left out: a read of the scope declares it. */
  chunk(chunk: ChunkPosition | Chunk): void {
    const { scope } = chunk;
    if ("bodies" in chunk) return this.#bodies(scope, chunk);
    try {
      const head = this.#chunks.heads.get(chunk.scopeId, chunk.lastSeq);
      if (head === undefined || !isSoundHead(head, scope)) return;
      this.#content(scope, head.firstSeq, this.#chunks.contentOf(head));
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }

  /** Looks at the message with a number. */
  message(seq: number): void {
    this.#findings.spend(LOOK_UP_COST_MESSAGES);
    const place = this.#placeOf(seq);
    if (place === undefined) return;
    const { scope, head, content } = place;
    eachStored(head.firstSeq, content, seq - 1, (at, json) => {
      if (at === seq) this.#examine(scope, seq, json);
      return false;
    });
  }

  #content(scope: string, firstSeq: number, content: StoredContent): void {
    const { layout, seqs, receiver, bodies } = content;
    if (layout === LAYOUT_BODIES) {
      const chunk = { firstSeq, bodies, seqs: seqs ?? undefined, receiver: receiver ?? undefined };
      return this.#bodies(scope, chunk);
    }
    eachStored(firstSeq, content, 0, (seq, json) => {
      this.#findings.spend(1);
      this.#examine(scope, seq, json);
      return true;
    });
  }

  #bodies(scope: string, chunk: Pick<Chunk, "firstSeq" | "seqs" | "bodies" | "receiver">): void {
    const findings = this.#findings;
    eachBody(chunk, 0, (seq, timeMs, body) => {
      findings.spend(1);
      if (this.#rewrites.has(seq) || findings.mayMatch(body)) {
        this.#examine(scope, seq, wholeRecord(seq, timeMs, chunk.receiver, body));
      }
      return true;
    });
  }

  #examine(scope: string, seq: number, stored: Uint8Array): void {
    const rewrite = this.#rewrites.get(seq);
    const json = rewrite === undefined ? stored : rewriteObject(stored, rewrite);
    if (json.length > 0) this.#findings.examine(scope, seq, json);
  }

  #placeOf(seq: number): ChunkPlace | undefined {
    const known = this.#cached.find(({ head, content: { seqs } }) =>
      hasSeq({ ...head, seqs: seqs ?? undefined }, seq)
    );
    if (known !== undefined) return known;
    try {
      const place = this.#chunks.placeOf(seq);
      if (place === undefined) return undefined;
      this.#cached = [place, ...this.#cached.slice(0, CACHED_CHUNKS - 1)];
      return place;
    } catch (error) {
      if (!isDamage(error)) throw error;
      return undefined;
    }
  }
}
