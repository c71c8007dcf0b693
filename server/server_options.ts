import type { TimeSource } from "./clock.ts";
import type { Faults, HashCost } from "../store/mod.ts";

/** The parts of a server that its starter may replace. */
export interface ServerOptions {
  /** Takes each line that `--trace` shows. Default: none is shown. */
  readonly print?: (line: string) => void;
  /** Called with a sentence if the server can't go on. Default: it is logged. */
  readonly onFatal?: (sentence: string) => void;
  /** This machine's address in its network, for links. Default: none is known. */
  readonly reachable?: string | undefined;
  /** For tests: a disk that can be broken. */
  readonly faults?: Faults;
  /** For tests: cheaper hashes of passwords. */
  readonly hashCost?: HashCost;
  /** For tests: clocks that a test sets. */
  readonly time?: TimeSource;
}
