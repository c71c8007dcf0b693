import { OutputQueue } from "./output_queue.ts";

/** Most bytes that wait to be read from standard output, and as many from standard error. */
const OUTPUT_QUEUE_MAX_BYTES = 1_048_576;
/** Milliseconds that an ending program waits until its output is read. */
const EXIT_FLUSH_TIMEOUT_MS = 1_000;

/** Standard output and standard error, each behind a queue of its own. */
export interface StandardOutput {
  readonly stdout: OutputQueue;
  readonly stderr: OutputQueue;
  /** Writes everything that waits, for a second at most, and ends the program. */
  exit(status: number): Promise<never>;
}

/**
 * Opens both streams. A later call may open them again: texts are written in order.
 *
 * @param options `maxBytes` bounds each queue; `droppedNotice` is a line for standard error.
 */
export function openStandardOutput(
  { maxBytes = OUTPUT_QUEUE_MAX_BYTES, droppedNotice = droppedLines }: {
    readonly maxBytes?: number;
    readonly droppedNotice?: (lines: number) => string;
  } = {},
): StandardOutput {
  const stdout = new OutputQueue({
    write: (bytes) => Deno.stdout.write(bytes),
    maxBytes,
    droppedNotice: (lines) => `${droppedLines(lines)}\n`,
  });
  const stderr = new OutputQueue({
    write: (bytes) => Deno.stderr.write(bytes),
    maxBytes,
    droppedNotice: (lines) => `${droppedNotice(lines)}\n`,
  });
  return {
    stdout,
    stderr,
    async exit(status) {
      await Promise.all([stdout, stderr].map((queue) => queue.flush(EXIT_FLUSH_TIMEOUT_MS)));
      Deno.exit(status);
    },
  };
}

/**
 * The sentence that stands in place of dropped lines.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { droppedLines } from "./standard_output.ts";
 *
 * assertEquals(droppedLines(1), "1 line was dropped: nobody read this output in time.");
 * ```
 */
export function droppedLines(lines: number): string {
  const subject = lines === 1 ? "1 line was" : `${lines} lines were`;
  return `${subject} dropped: nobody read this output in time.`;
}
