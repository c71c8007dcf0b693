/**
 * The store's thread: the only place that touches the database. It does what it is told in order,
 * and forgets old messages when there is nothing else to do.
 *
 * For `deno compile` this file needs `--include store/worker.ts`, being loaded by its address.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { AccountTable } from "./account_table.ts";
import { ChunkTable } from "./chunk_table.ts";
import { Database } from "./database.ts";
import { Faults } from "./faults.ts";
import { IdTable } from "./id_table.ts";
import { Keeper } from "./keeper.ts";
import { LogReader } from "./log_reader.ts";
import { MetaTable } from "./meta_table.ts";
import type { Answers, Call, Opened, Reply, Request } from "./requests.ts";
import { Retention } from "./retention.ts";
import { sentenceOf, StoreError } from "./store_error.ts";

type Open = Call & { kind: "open" };
type AccountWrite = Call & { kind: "putAccount" | "dropAccount" | "leaveAccounts" };
type Timer = ReturnType<typeof setTimeout>;

// How often age and size are looked at.
const LOOK_MS = 10_000;

let store: OpenStore | undefined;

/** An open database and those who work on it. */
class OpenStore {
  readonly database: Database;
  readonly #accounts: AccountTable;
  readonly #ids: IdTable;
  readonly #keeper: Keeper;
  readonly #meta: MetaTable;
  readonly #reader: LogReader;
  readonly #retention: Retention;
  readonly #limits: Open["limits"];
  #stepTimer: Timer | undefined;
  #retryTimer: Timer | undefined;

  constructor({ dataDir, limits, faults }: Open) {
    const database = new Database(dataDir);
    const { sqlite } = database;
    this.database = database;
    this.#limits = limits;
    const chunks = new ChunkTable(sqlite);
    const ids = this.#ids = new IdTable(sqlite, limits);
    const meta = this.#meta = new MetaTable(sqlite);
    const retention = this.#retention = new Retention({ database, chunks, ids, meta, limits });
    this.#accounts = new AccountTable(sqlite);
    this.#keeper = new Keeper({
      database,
      chunks,
      ids,
      meta,
      retention,
      queueMaxBytes: limits.queueMaxBytes,
      faults: faults === undefined ? undefined : new Faults(faults),
      reply,
    });
    this.#reader = new LogReader(sqlite, meta, this.#keeper.backlog);
  }

  /** Reserves the first numbers and says what was found. */
  start(): Opened {
    const { epoch, reservedUntil: lastSeq } = this.#meta.get();
    const reservedUntil = lastSeq + this.#limits.reserveBlock;
    this.#meta.reserve(reservedUntil);
    const recentIds = this.#ids.recent(Date.now());
    this.#schedule();
    setInterval(() => {
      this.#retention.look();
      this.#schedule();
    }, LOOK_MS);
    return { epoch, lastSeq, reservedUntil, recentIds, accounts: this.#accounts.all() };
  }

  do(request: Exclude<Request, { kind: "call" }>): void {
    switch (request.kind) {
      case "keep": {
        const failure = this.#keeper.keep(request.post);
        const { buffer } = request.post;
        reply({ kind: "kept", buffer, failure }, [buffer]);
        // Under load the timer below comes too rarely: what is forgotten has to keep pace.
        if (this.#retention.isDue && failure === undefined) this.#stepBehind();
        break;
      }
      case "reserve":
        this.#keeper.reserve(request.until);
        break;
      default:
        request satisfies never;
    }
    this.#schedule();
  }

  answer(ask: Exclude<Call, { kind: "open" }>): Answers[keyof Answers] {
    switch (ask.kind) {
      case "read":
        return this.#reader.page(ask.query);
      case "startOf":
        return this.#reader.startOf(ask.scope, ask.count, ask.beforeSeq);
      case "trim":
        return this.#trim();
      case "close":
        return this.#close(ask.lastSeq);
      case "putAccount":
      case "dropAccount":
      case "leaveAccounts":
        return this.database.transact(() => this.#writeAccounts(ask));
      default:
        ask satisfies never;
    }
  }

  #writeAccounts(ask: AccountWrite): void {
    switch (ask.kind) {
      case "putAccount":
        return this.#accounts.put(ask.account);
      case "dropAccount":
        return this.#accounts.drop(ask.fold);
      case "leaveAccounts":
        for (const [fold, seq] of ask.left) this.#accounts.leave(fold, seq);
        return;
      default:
        ask satisfies never;
    }
  }

  #trim(): undefined {
    this.#retention.lookAtAll();
    while (this.#retention.isDue) this.#retention.step(Date.now());
  }

  #close(lastSeq: number): undefined {
    clearTimeout(this.#stepTimer);
    clearTimeout(this.#retryTimer);
    const failure = this.#keeper.isWaiting ? this.#keeper.retry() : undefined;
    try {
      // No number above this was given, so none is skipped next time.
      if (failure === undefined) this.#meta.reserve(lastSeq);
    } finally {
      this.database.close();
    }
    if (failure !== undefined) {
      throw new StoreError(`The newest messages couldn't be kept. ${failure}`);
    }
  }

  /** Sees to it that what is due in the background is done, between one request and the next. */
  #schedule(): void {
    if (this.#keeper.isWaiting) {
      this.#retryTimer ??= setTimeout(() => {
        this.#retryTimer = undefined;
        this.#keeper.retry();
        this.#schedule();
      }, this.#limits.retryMs);
    } else if (this.#retention.isDue) {
      this.#stepTimer ??= setTimeout(() => {
        this.#stepTimer = undefined;
        this.#stepBehind();
      }, 0);
    }
  }

  #stepBehind(): void {
    try {
      this.#retention.step(Date.now());
    } catch {
      // The disk fails; commits will say so. Tried again at the next look.
      return;
    }
    this.#schedule();
  }
}

function reply(message: Reply, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

function answer(call: number, ask: Call): void {
  try {
    if (ask.kind === "open") {
      store = new OpenStore(ask);
      return reply({ kind: "answer", call, value: store.start() });
    }
    const value = store!.answer(ask);
    const transfer = typeof value === "object" && "buffer" in value ? [value.buffer] : [];
    reply({ kind: "answer", call, value }, transfer);
  } catch (error) {
    const sentence = sentenceOf(error, store?.database.path ?? "The database");
    reply({ kind: "refusal", call, sentence });
  }
}

self.onmessage = ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === "call") answer(request.call, request.ask);
  else store!.do(request);
};
