import {
  type Account,
  type AccountRecord,
  type CopyableAccounts,
  foldName,
  type NewAccount,
} from "../../../hub/mod.ts";
import { lookalikeKeys } from "../../../hub/names/lookalikes.ts";

/** Registered names whose passwords aren't hashed, so that a test needn't wait for that. */
export class PlainAccounts implements CopyableAccounts {
  readonly #accounts = new Map<string, Account>();
  readonly #passwords = new Map<string, string>();

  get(fold: string): Account | undefined {
    return this.#accounts.get(fold);
  }

  lookalikeOf(name: string): Account | undefined {
    const keys = lookalikeKeys(name, foldName(name));
    return [...this.#accounts.values()].find((one) =>
      one.fold !== foldName(name) &&
      lookalikeKeys(one.name, one.fold).some((key) => keys.includes(key))
    );
  }

  hash(password: string): Promise<string> {
    return Promise.resolve(password);
  }

  checkFree(): void {}

  register(account: NewAccount, password: string): undefined {
    this.#accounts.set(account.fold, { ...account, leftSeq: undefined });
    this.#passwords.set(account.fold, password);
  }

  *records(): Generator<AccountRecord> {
    for (const account of this.#accounts.values()) {
      yield { ...account, hash: this.#passwords.get(account.fold)! };
    }
  }

  restore({ hash, ...account }: AccountRecord): void {
    this.#accounts.set(account.fold, account);
    this.#passwords.set(account.fold, hash);
  }

  verify(fold: string, password: string): Promise<boolean> {
    return Promise.resolve(this.#passwords.get(fold) === password);
  }

  drop(fold: string): boolean {
    return this.#accounts.delete(fold);
  }

  markPresent(fold: string): void {
    this.#set(fold, undefined);
  }

  markAway(fold: string, seq: number): void {
    this.#set(fold, seq);
  }

  #set(fold: string, leftSeq: number | undefined): void {
    const account = this.#accounts.get(fold);
    if (account !== undefined) this.#accounts.set(fold, { ...account, leftSeq });
  }
}
