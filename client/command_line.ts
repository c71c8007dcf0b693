import { TextLineStream } from "@std/streams/text-line-stream";
import { ClientError } from "./client_error.ts";
import { runPipe } from "./pipe.ts";
import { parsePipe, PIPE_HELP } from "./pipe_options.ts";
import type { Surroundings } from "./target.ts";

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
/** A shell's status for a process that ended by a signal is this and the signal's number. */
const EXIT_SIGNAL = 128;
const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

const encoder = new TextEncoder();

/** The words that `hubbub` takes before the flags, beside `start`. */
export type ClientCommand = "chat" | "pipe";

/** Whether the first word of a command line is a client's. */
export function isClientCommand(word: string | undefined): word is ClientCommand {
  return word === "chat" || word === "pipe";
}

/** Runs a client until it ends, and returns the exit status. */
export async function runClientCommand(
  command: ClientCommand,
  args: readonly string[],
): Promise<number> {
  try {
    return command === "pipe" ? await pipe(args) : await chat(args);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    warn(error.message);
    const isUsage = error.code === "usage" || error.code === "address-invalid" ||
      error.code === "name-missing";
    return isUsage ? EXIT_USAGE : EXIT_FAILURE;
  }
}

async function pipe(args: readonly string[]): Promise<number> {
  const options = parsePipe(args, surroundings());
  if (options === undefined) {
    await print(PIPE_HELP.trimEnd());
    return 0;
  }
  const abort = new AbortController();
  let signalNumber = 0;
  for (const [name, number] of Object.entries(SIGNALS) as [keyof typeof SIGNALS, number][]) {
    if (Deno.build.os === "windows" && name !== "SIGINT") continue;
    Deno.addSignalListener(name, () => {
      // Whoever asks twice doesn't want to wait for acks.
      if (signalNumber !== 0) Deno.exit(EXIT_SIGNAL + number);
      signalNumber = number;
      abort.abort();
    });
  }
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  const status = await runPipe(options, { lines, print, warn, signal: abort.signal });
  return signalNumber === 0 || status !== 0 ? status : EXIT_SIGNAL + signalNumber;
}

async function chat(args: readonly string[]): Promise<number> {
  const { startChat } = await import("./chat.ts");
  return await startChat(args, surroundings());
}

async function print(line: string): Promise<void> {
  const bytes = encoder.encode(`${line}\n`);
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}

function warn(sentence: string): void {
  Deno.stderr.writeSync(encoder.encode(`hubbub: ${sentence}\n`));
}

function surroundings(): Surroundings {
  return { env: Deno.env.toObject(), readTextFile: Deno.readTextFileSync };
}
