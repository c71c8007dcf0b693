import { historyContract } from "./history_contract.ts";
import { storeReason } from "../store_test_case.ts";
import { TempStore } from "../temp_store.ts";

/**
 * The second journal is so small that most records go around its ring, or straight to the tables.
 */
const JOURNALS = [
  { name: "SqliteHistory", limits: {} },
  { name: "SqliteHistory with a journal of 1 KiB", limits: { journalMaxBytes: 1024 } },
];

for (const { name, limits: journal } of JOURNALS) {
  historyContract(name, async (limits) => {
    const temp = new TempStore();
    const { history } = await temp.open({ limits: { ...limits, ...journal } });
    return {
      history,
      evict: () => history.evict(),
      [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
    };
  }, storeReason);
}
