/**
 * How a bench starts and ends as a program, whatever it measures.
 *
 * @module
 */

import { UsageError } from "./options.ts";
import { complain } from "./report/console.ts";
import { faultsOf, type Report } from "./report/report.ts";
import { removeDirectories } from "./run.ts";
import { killAll } from "./servers/child.ts";

const EXIT_FAULTS = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/** The exit code for what a run has found. */
export function exitCodeOf(report: Report): number {
  return faultsOf(report).length === 0 ? 0 : EXIT_FAULTS;
}

function interrupt(): void {
  killAll();
  removeDirectories();
  Deno.exit(EXIT_INTERRUPTED);
}

/** Runs a program to its exit, and leaves no server or folder behind, however it ends. */
export async function runProgram(
  main: (args: readonly string[]) => Promise<number>,
): Promise<never> {
  Deno.addSignalListener("SIGINT", interrupt);
  Deno.addSignalListener("SIGTERM", interrupt);
  try {
    Deno.exit(await main(Deno.args));
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    Deno.exit(error instanceof UsageError ? EXIT_USAGE : EXIT_FAULTS);
  } finally {
    killAll();
  }
}
