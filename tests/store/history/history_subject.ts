import type { History } from "../../../hub/mod.ts";

/** What an implementation is opened with. */
export interface ContractLimits {
  readonly retainMessages: number;
  readonly directRetainMessages: number;
}

/** An implementation under test. */
export interface HistorySubject extends AsyncDisposable {
  readonly history: History;
  /** Resolves when what retention has no room for is gone. */
  evict(): Promise<void>;
}
