import {
  type Account,
  type AccountRecord,
  ChatError,
  type CopyableAccounts,
  foldName,
  Lookalikes,
  type NewAccount,
} from "../../hub/mod.ts";
import { HashQueue, NOBODY_KNOWN } from "./hash_queue.ts";
import { HASH_COST, type HashCost, hashPassword, isPassword } from "./password.ts";

/** Most registered names, unless the configuration says otherwise. */
export const ACCOUNTS_MAX = 100_000;

/** Registered names in memory, for `--data off`: they end with the process. The hub calls it. */
export class MemoryAccounts implements CopyableAccounts {
  readonly #accounts = new Map<string, AccountRecord>();
  readonly #lookalikes = new Lookalikes((fold) => this.#accounts.has(fold));
  readonly #hashes = new HashQueue();

  constructor(
    readonly maxAccounts: number = ACCOUNTS_MAX,
    readonly hashCost: HashCost = HASH_COST,
  ) {}

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
    if (this.#accounts.has(fold)) throw nameRegistered(name);
    if (this.#accounts.size >= this.maxAccounts) throw accountLimit(this.maxAccounts);
  }

  register(account: NewAccount, hash: string): undefined {
    this.checkFree(account);
    this.restore({ ...account, leftSeq: undefined, hash });
  }

  records(): Iterable<AccountRecord> {
    return this.#accounts.values();
  }

  restore(record: AccountRecord): void {
    this.#accounts.set(record.fold, record);
    this.#lookalikes.add(record.name, record.fold);
  }

  async verify(fold: string, password: string, sender = NOBODY_KNOWN): Promise<boolean> {
    const hash = this.#accounts.get(fold)?.hash;
    if (hash === undefined) return false;
    const isRight = await this.#hashes.run(sender, () => isPassword(password, hash));
    // The name may have been dropped meanwhile, and registered by somebody else.
    return isRight && this.#accounts.get(fold)?.hash === hash;
  }

  drop(fold: string): boolean {
    const account = this.#accounts.get(fold);
    if (account !== undefined) this.#lookalikes.remove(account.name, fold);
    return this.#accounts.delete(fold);
  }

  markPresent(fold: string): void {
    this.#update(fold, undefined);
  }

  markAway(fold: string, seq: number): void {
    this.#update(fold, seq);
  }

  #update(fold: string, leftSeq: number | undefined): void {
    const account = this.#accounts.get(fold);
    if (account !== undefined) this.#accounts.set(fold, { ...account, leftSeq });
  }
}

/** The refusal of a registration above the limit. */
export function accountLimit(maxAccounts: number): ChatError {
  return new ChatError(
    "account-limit",
    `${maxAccounts} names are registered, which is the limit: ask the operator.`,
  );
}

/** The refusal of a name that is registered, or is being registered. */
export function nameRegistered(name: string): ChatError {
  return new ChatError("name-registered", `${name} was registered a moment ago: choose another.`);
}
