import { MemoryAccounts } from "../../store/mod.ts";
import { accountsContract } from "./accounts_contract.ts";

accountsContract("MemoryAccounts", (maxAccounts) => {
  const accounts = new MemoryAccounts(maxAccounts);
  return Promise.resolve({ accounts, [Symbol.asyncDispose]: () => Promise.resolve() });
});
