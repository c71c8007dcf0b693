import { MemoryAccounts } from "../../../store/mod.ts";
import { accountsContract } from "./accounts_contract.ts";
import { CHEAP_HASH } from "../../support/server/cheap_hash.ts";

accountsContract("MemoryAccounts", (maxAccounts) => {
  const accounts = new MemoryAccounts(maxAccounts, CHEAP_HASH);
  return Promise.resolve({ accounts, [Symbol.asyncDispose]: () => Promise.resolve() });
});
