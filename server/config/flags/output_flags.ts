import type { Flag } from "../flag.ts";
import { count, GiB } from "./kinds.ts";

/** The flags for the log and the operator's terminal. */
export const OUTPUT_FLAGS = {
  "log-level": {
    kind: { type: "choice", choices: ["debug", "info", "warning", "error"] },
    standard: "info",
    help: "least severity that is logged, to stderr",
    isLive: true,
  },
  "log-format": {
    kind: { type: "choice", choices: ["auto", "pretty", "json"] },
    standard: "auto",
    help: "auto: pretty on a terminal, else json",
    isLive: true,
  },
  "console": {
    kind: { type: "choice", choices: ["auto", "on", "off"] },
    standard: "auto",
    help: "the prompt on the terminal; auto: if ps can be run",
  },
  "output-queue-max-bytes": {
    kind: count(GiB, 4096),
    standard: "1048576",
    help: "bytes of log or trace that wait for a reader; more lines are dropped",
  },
} as const satisfies Record<string, Flag>;
