import type { DatabaseSync, StatementSync } from "node:sqlite";
import { DamageError, isDamage } from "../errors/damage_error.ts";
import { checksumOf } from "../integrity/checksum.ts";
import { addRow, EMPTY_DIGEST, type TableDigest } from "../integrity/table_digest.ts";
import { contentSumOf, HeadTable } from "../tables/head_table.ts";
import { digestOfScopes, type ScopeRow } from "../tables/scope_table.ts";
import { eachRecord, eachWholeRecord } from "../../exchange/chunk.ts";
import { LAYOUT_WHOLE } from "../../exchange/stored_content.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * A migration: gives each row a checksum. A chunk's checksum is in its head, a row of the small
 * table `heads`, which replaces an index. So chunks can be found, counted and checked for gaps
 * without a look at their content, and no old row is written again. All messages are read once. A
 * chunk that can't be decoded gets no head: reads declare a gap there.
 */
export function addChecksums(sqlite: DatabaseSync): void {
  sqlite.exec(`
    CREATE TABLE heads (
      scope INTEGER NOT NULL,
      last_seq INTEGER NOT NULL,
      first_seq INTEGER NOT NULL,
      count INTEGER NOT NULL,
      time_ms INTEGER NOT NULL,
      prev_seq INTEGER NOT NULL,
      content_sum INTEGER NOT NULL,
      sum INTEGER NOT NULL,
      PRIMARY KEY (scope, last_seq)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE scopes ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE scopes ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE ids ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE accounts ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN has_journal_end INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN scope_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN scope_sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN account_count INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN account_sum INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE meta ADD COLUMN generation TEXT NOT NULL DEFAULT '';
    ALTER TABLE meta ADD COLUMN earlier_generation TEXT NOT NULL DEFAULT '';
    ALTER TABLE meta ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
  `);
  const scopes = scopesIn(sqlite);
  addHeads(sqlite, scopes);
  const update = sqlite.prepare("UPDATE scopes SET last_seq = ?, sum = ? WHERE id = ?");
  for (const { id, name, evictedSeq, lastSeq } of scopes.values()) {
    update.run(lastSeq, checksumOf([id, name, evictedSeq, lastSeq]), id);
  }
  addIdSums(sqlite);
  writeMeta(sqlite, digestOfScopes(scopes.values()), addAccountSums(sqlite));
  sqlite.exec("DROP INDEX chunks_by_scope");
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function scopesIn(sqlite: DatabaseSync): Map<number, Mutable<ScopeRow>> {
  const rows = sqlite.prepare("SELECT id, name, forgotten_seq AS evictedSeq FROM scopes").all();
  return new Map(rows.map((row) => [row.id as number, { ...row, lastSeq: 0 } as ScopeRow]));
}

/** The columns of `chunks` in this version of the schema. */
interface ChunkRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly scopeId: number;
  readonly count: number;
  readonly timeMs: number;
  readonly seqs: Uint8Array | null;
  readonly bodies: Uint8Array;
  readonly layout: number;
  readonly receiver: string | null;
}

function addHeads(sqlite: DatabaseSync, scopes: Map<number, Mutable<ScopeRow>>): void {
  const heads = new HeadTable(sqlite);
  // The index has all chunks, also those whose page can't be read.
  const places = sqlite.prepare(
    `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId
      FROM chunks INDEXED BY chunks_by_scope ORDER BY scope, last_seq`,
  ).all() as unknown as Pick<ChunkRow, "firstSeq" | "lastSeq" | "scopeId">[];
  const chunks = sqlite.prepare(
    `SELECT first_seq AS firstSeq, last_seq AS lastSeq, scope AS scopeId, count,
      time_ms AS timeMs, seqs, frames AS bodies, layout, receiver
      FROM chunks WHERE first_seq = ?`,
  );
  for (const { firstSeq, lastSeq, scopeId } of places) {
    const scope = scopes.get(scopeId);
    if (scope === undefined) continue;
    const prevSeq = scope.lastSeq;
    scope.lastSeq = lastSeq;
    const chunk = chunkOf(chunks, firstSeq);
    if (chunk === undefined || !makesSense(chunk)) continue;
    heads.put({ ...chunk, prevSeq, contentSum: contentSumOf(chunk) }, scope.name);
  }
}

/** Returns a chunk; undefined if it can't be read. */
function chunkOf(chunks: StatementSync, firstSeq: number): ChunkRow | undefined {
  try {
    return chunks.get(firstSeq) as unknown as ChunkRow | undefined;
  } catch (error) {
    if (!isDamage(error)) throw error;
    return undefined;
  }
}

/** Returns true if all of the chunk's messages can be decoded. */
function makesSense(chunk: ChunkRow): boolean {
  const { firstSeq, lastSeq, count, receiver, bodies } = chunk;
  const content = {
    firstSeq,
    seqs: chunk.seqs ?? undefined,
    receiver: receiver ?? undefined,
    bodies,
  };
  const each = chunk.layout === LAYOUT_WHOLE ? eachWholeRecord : eachRecord;
  let read = 0;
  let newest = 0;
  try {
    each(content, 0, (seq, json) => {
      if (seqIn(json) !== seq) throw new DamageError(`The message ${seq} has another number.`);
      newest = seq;
      read++;
      return true;
    });
    return read === count && newest === lastSeq;
  } catch (error) {
    // These bytes have no checksum yet: sizes in them may lead out of bounds.
    if (error instanceof DamageError || error instanceof RangeError) return false;
    throw error;
  }
}

/** Returns the number that a message names. */
function seqIn(json: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(json))?.seq;
  } catch (error) {
    // These calls throw only for damaged bytes.
    throw new DamageError("A message is no JSON.", { cause: error });
  }
}

function addIdSums(sqlite: DatabaseSync): void {
  const update = sqlite.prepare("UPDATE ids SET sum = ? WHERE id = ?");
  for (const { id, time_ms, count, entries } of sqlite.prepare("SELECT * FROM ids").all()) {
    const fields = [time_ms, count, entries] as [number, number, Uint8Array];
    update.run(checksumOf(fields), id as number);
  }
}

function addAccountSums(sqlite: DatabaseSync): TableDigest {
  const update = sqlite.prepare("UPDATE accounts SET sum = ? WHERE fold = ?");
  let digest = EMPTY_DIGEST;
  const names = ["fold", "name", "password", "created_ms", "since_seq", "left_seq"];
  for (const row of sqlite.prepare("SELECT * FROM accounts").all()) {
    update.run(checksumOf(names.map((name) => row[name] as string | number)), row.fold as string);
    digest = addRow(digest, checksumOf([row.fold as string]));
  }
  return digest;
}

function writeMeta(sqlite: DatabaseSync, scopes: TableDigest, accounts: TableDigest): void {
  const row = sqlite.prepare("SELECT * FROM meta").get()!;
  const columns = [
    row.epoch as string,
    row.reserved_until as number,
    row.forgotten_seq as number,
    row.journal_key as number,
    row.journal_bytes as number,
    row.journal_start as number,
    ...[0, scopes.count, scopes.sum, accounts.count, accounts.sum, "", ""],
  ];
  sqlite.prepare(
    `UPDATE meta SET scope_count = ?, scope_sum = ?, account_count = ?, account_sum = ?, sum = ?`,
  ).run(scopes.count, scopes.sum, accounts.count, accounts.sum, checksumOf(columns));
}
