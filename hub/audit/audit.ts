import type { WallTime } from "../time/wall_time.ts";
import type { AuditRecord, AuditStore } from "./audit_record.ts";

/** The newest actions of operators and of those who lead rooms. Entries of the order add them. */
export class Audit {
  /** The oldest first. */
  readonly #records: AuditRecord[];
  readonly #options: AuditOptions;

  constructor(options: AuditOptions) {
    this.#options = options;
    const { maxRecords, store } = options;
    this.#records = [...store?.kept ?? []].slice(-maxRecords);
  }

  /** Adds a record. Above the limit, the oldest one goes. */
  add({ by, action, about }: Omit<AuditRecord, "number" | "timeMs">, nowMs: number): void {
    const { store, wall } = this.#options;
    const number = (this.#records.at(-1)?.number ?? 0) + 1;
    const record = { number, timeMs: wall.at(nowMs), by, action, about };
    this.restore(record);
    // The store's thread reports a disk that refuses. The action is done all the same.
    store?.put(record, this.#records[0].number).catch(() => {});
  }

  /** Returns the newest records with a number below `before`, the oldest first. */
  newest(count: number, before: number): AuditRecord[] {
    const older = this.#records.filter(({ number }) => number < before);
    return older.slice(-count);
  }

  /** Returns all records for a copy of the hub, the oldest first. */
  records(): readonly AuditRecord[] {
    return this.#records;
  }

  /** Adds a record of another hub's copy. */
  restore(record: AuditRecord): void {
    this.#records.push(record);
    if (this.#records.length > this.#options.maxRecords) this.#records.shift();
  }
}

/** The limit of an audit, and what keeps it. */
export interface AuditOptions {
  /** At least 1. */
  readonly maxRecords: number;
  /** Absent: the records end with the process. */
  readonly store: AuditStore | undefined;
  readonly wall: WallTime;
}
