import {
  type Account,
  type Accounts,
  foldName,
  Lookalikes,
  type NewAccount,
} from "../../hub/mod.ts";
import { HashQueue, NOBODY_KNOWN } from "./hash_queue.ts";
import { accountLimit, nameRegistered } from "./memory_accounts.ts";
import { type HashCost, hashPassword, isPassword } from "./password.ts";
import type { StoredAccount } from "../exchange/requests.ts";
import type { StoreThread } from "../server_thread/store_thread.ts";

/**
 * Registered names in SQLite. The hub calls it on the server's thread; the store's thread writes
 * the rows. A copy of all names is in memory, so a look-up waits for nothing.
 *
 * The number at which an owner left is written a little later, and its return isn't written at all:
 * after a crash an owner may hear messages a second time, but misses none.
 */
export class SqliteAccounts implements Accounts {
  readonly #accounts = new Map<string, KnownAccount>();
  readonly #lookalikes = new Lookalikes((fold) => this.#accounts.has(fold));
  readonly #hashes = new HashQueue();
  /** Folded names that are being registered. */
  readonly #registering = new Set<string>();
  readonly #thread: StoreThread;
  /** Owners who left, by folded name, with the newest number then. They aren't on the disk yet. */
  #left = new Map<string, number>();
  #writing: Promise<void> | undefined;

  /** Made by `openStore`. */
  constructor(
    thread: StoreThread,
    stored: readonly StoredAccount[],
    readonly maxAccounts: number,
    readonly hashCost: HashCost,
  ) {
    this.#thread = thread;
    for (const { password, ...account } of stored) {
      this.#accounts.set(account.fold, { ...account, hash: password });
      this.#lookalikes.add(account.name, account.fold);
    }
  }

  get(fold: string): Account | undefined {
    return this.#accounts.get(fold);
  }

  lookalikeOf(name: string): Account | undefined {
    const fold = this.#lookalikes.find(name, foldName(name));
    return fold === undefined ? undefined : this.#accounts.get(fold);
  }

  hash(password: string, sender = NOBODY_KNOWN): Promise<string> {
    return this.#hashes.run(sender, () => hashPassword(password, this.hashCost));
  }

  checkFree({ fold, name }: NewAccount): void {
    if (this.#accounts.has(fold) || this.#registering.has(fold)) throw nameRegistered(name);
    const count = this.#accounts.size + this.#registering.size;
    if (count >= this.maxAccounts) throw accountLimit(this.maxAccounts);
  }

  async register(account: NewAccount, hash: string): Promise<void> {
    const { fold, name } = account;
    this.checkFree(account);
    this.#registering.add(fold);
    try {
      const stored = { ...account, password: hash, leftSeq: account.sinceSeq };
      await this.#thread.writeTable({ kind: "putAccount", account: stored });
      this.#accounts.set(fold, { ...account, leftSeq: undefined, hash });
      this.#lookalikes.add(name, fold);
    } finally {
      this.#registering.delete(fold);
    }
  }

  async verify(fold: string, password: string, sender = NOBODY_KNOWN): Promise<boolean> {
    const hash = this.#accounts.get(fold)?.hash;
    if (hash === undefined) return false;
    const isRight = await this.#hashes.run(sender, () => isPassword(password, hash));
    // The name may have been dropped meanwhile, and registered by somebody else.
    return isRight && this.#accounts.get(fold)?.hash === hash;
  }

  async drop(fold: string): Promise<boolean> {
    const account = this.#accounts.get(fold);
    if (account === undefined) return false;
    await this.#thread.writeTable({ kind: "dropAccount", fold });
    this.#lookalikes.remove(account.name, fold);
    return this.#accounts.delete(fold);
  }

  markPresent(fold: string): void {
    this.#update(fold, undefined);
  }

  markAway(fold: string, seq: number): void {
    if (!this.#update(fold, seq)) return;
    this.#left.set(fold, seq);
    this.#writing ??= this.#write();
  }

  /** Resolves when all departures are on the disk, or the disk refused them. */
  async drain(): Promise<void> {
    await this.#writing;
  }

  #update(fold: string, leftSeq: number | undefined): boolean {
    const account = this.#accounts.get(fold);
    if (account === undefined) return false;
    this.#accounts.set(fold, { ...account, leftSeq });
    return true;
  }

  /** Writes the departures of one turn together: when a server stops, everybody leaves at once. */
  async #write(): Promise<void> {
    await Promise.resolve();
    while (this.#left.size > 0) {
      const left = this.#left;
      this.#left = new Map();
      try {
        await this.#thread.call({ kind: "markAccountsAway", left });
      } catch {
        // A call rejects with a StoreError only: commits report such a disk, and the thread reports
        // a bug. A departure that isn't written leads to messages heard twice, not to lost ones.
        // The next departure takes these along.
        this.#left = new Map([...left, ...this.#left]);
        break;
      }
    }
    this.#writing = undefined;
  }
}

type KnownAccount = Account & { readonly hash: string };
