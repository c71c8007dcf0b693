import type { History } from "../../../hub/mod.ts";

/** The limits of an implementation under test. */
export interface ContractLimits {
  readonly retainMessages: number;
  readonly directRetainMessages: number;
}

/** An implementation under test. */
export interface HistorySubject extends AsyncDisposable {
  readonly history: History;
  /** Evicts the messages above the limits. */
  evict(): Promise<void>;
}
