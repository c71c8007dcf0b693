import type { Accounts, NewAccount } from "../../../hub/mod.ts";

/** Registers a name with a password, as `/register` does. */
export async function registerName(
  accounts: Accounts,
  account: NewAccount,
  password: string,
): Promise<void> {
  accounts.checkFree(account);
  await accounts.register(account, await accounts.hash(password));
}
