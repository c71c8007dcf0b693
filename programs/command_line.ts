import { TextLineStream } from "@std/streams/text-line-stream";
import { openStandardOutput, type StandardOutput } from "../terminal/mod.ts";
import { ClientError } from "../client/mod.ts";
import { runPipe } from "./pipe/pipe.ts";
import { parsePipe, PIPE_HELP } from "./pipe/pipe_options.ts";
import { EndSignals } from "./end_signals.ts";
import type { Environment } from "./target.ts";

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const encoder = new TextEncoder();

/** The commands of the clients: the first word of a command line. */
export type ClientCommand = "chat" | "pipe";

/** Returns true if the first word of a command line is a client's. */
export function isClientCommand(word: string | undefined): word is ClientCommand {
  return word === "chat" || word === "pipe";
}

/** Runs a client until it ends, and ends the process with its exit status. */
export async function runClientCommand(
  command: ClientCommand,
  args: readonly string[],
): Promise<never> {
  const output = openStandardOutput();
  const run = command === "pipe" ? pipe : chat;
  try {
    return await output.exit(await run(args, output));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    warn(output, error.message);
    const isUsage = error.code === "usage" || error.code === "address-invalid" ||
      error.code === "name-missing";
    return await output.exit(isUsage ? EXIT_USAGE : EXIT_FAILURE);
  }
}

async function pipe(args: readonly string[], output: StandardOutput): Promise<number> {
  const options = parsePipe(args, environment());
  if (options === undefined) {
    output.stdout.push(PIPE_HELP);
    return 0;
  }
  const abort = new AbortController();
  const signals = new EndSignals(() => abort.abort());
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  const status = await runPipe(options, {
    lines,
    print,
    progress: (text) => {
      if (Deno.stderr.isTerminal()) output.stderr.push(`\r\x1b[K${text}`);
    },
    warn: (sentence) => warn(output, sentence),
    signal: abort.signal,
  });
  return signals.statusOf(status);
}

async function chat(args: readonly string[], output: StandardOutput): Promise<number> {
  const { startChat } = await import("./chat/start_chat.ts");
  return await startChat(args, environment(), output.stdout);
}

/** Drops nothing: a slow reader slows the pipe down. */
async function print(line: string): Promise<void> {
  const bytes = encoder.encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

function warn({ stderr }: StandardOutput, sentence: string): void {
  stderr.push(`hubbub: ${sentence}\n`);
}

function environment(): Environment {
  return { env: Deno.env.toObject(), readTextFile: Deno.readTextFileSync };
}
