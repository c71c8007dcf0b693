import { historyContract } from "../history_contract.ts";
import { storeReason } from "./store_test_case.ts";
import { TempStore } from "./temp_store.ts";

historyContract("SqliteHistory", async (limits) => {
  const temp = new TempStore();
  const { history } = await temp.open({ limits });
  return {
    history,
    trim: () => history.trim(),
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}, storeReason);
