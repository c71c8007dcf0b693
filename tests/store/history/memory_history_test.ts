import { MemoryHistory } from "../../../hub/mod.ts";
import { historyContract } from "./history_contract.ts";

historyContract("MemoryHistory", (limits) => {
  const history = new MemoryHistory({ ...limits, retainBytes: 1e9, epoch: "e" });
  const nothing = () => Promise.resolve();
  return Promise.resolve({ history, evict: nothing, [Symbol.asyncDispose]: nothing });
});
