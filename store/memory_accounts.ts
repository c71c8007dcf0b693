import { type Account, type Accounts, ChatError, type NewAccount } from "../hub/mod.ts";
import { hashPassword, isPassword } from "./password.ts";

/** Most names that can be registered where nobody says otherwise. */
export const ACCOUNTS_MAX = 100_000;

/** Registered names that end with the process: what `--data off` means. */
export class MemoryAccounts implements Accounts {
  readonly #accounts = new Map<string, Account & { readonly hash: string }>();

  constructor(readonly maxAccounts: number = ACCOUNTS_MAX) {}

  get(fold: string): Account | undefined {
    return this.#accounts.get(fold);
  }

  async register(account: NewAccount, password: string): Promise<void> {
    const hash = await hashPassword(password);
    if (this.#accounts.size >= this.maxAccounts) {
      throw new ChatError(
        "account-limit",
        `${this.maxAccounts} names are registered, which is the limit: ask the operator.`,
      );
    }
    this.#accounts.set(account.fold, { ...account, leftSeq: undefined, hash });
  }

  async verify(fold: string, password: string): Promise<boolean> {
    const account = this.#accounts.get(fold);
    return account !== undefined && await isPassword(password, account.hash);
  }

  drop(fold: string): Promise<boolean> {
    return Promise.resolve(this.#accounts.delete(fold));
  }

  arrive(fold: string): void {
    this.#update(fold, undefined);
  }

  leave(fold: string, seq: number): void {
    this.#update(fold, seq);
  }

  #update(fold: string, leftSeq: number | undefined): void {
    const account = this.#accounts.get(fold);
    if (account !== undefined) this.#accounts.set(fold, { ...account, leftSeq });
  }
}
