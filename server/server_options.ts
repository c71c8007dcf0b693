import type { TimeSource } from "./clock.ts";
import type { Faults, HashCost } from "../store/mod.ts";

/** The parts of a server that its starter may replace. */
export interface ServerOptions {
  /** Takes each line that `--trace` shows. Default: none is shown. */
  readonly print?: (line: string) => void;
  /** For tests: a disk that can be broken. */
  readonly faults?: Faults;
  /** For tests: cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
  /** For tests: clocks that a test sets. */
  readonly time?: TimeSource;
}
