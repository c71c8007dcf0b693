import { parseArgs } from "@std/cli/parse-args";
import type { OutputQueue } from "../../terminal/mod.ts";
import { Chat } from "./chat.ts";
import { CHAT_HELP } from "./chat_help.ts";
import { Client, ClientError } from "../../client/mod.ts";
import { type Environment, loginOf, refuseUnknown, TARGET_FLAGS } from "../target.ts";
import { EndSignals } from "../end_signals.ts";

/**
 * Runs `hubbub chat` until the person leaves, and returns the exit status.
 *
 * @throws {ClientError} A wrong flag, or no terminal.
 */
export async function startChat(
  args: readonly string[],
  environment: Environment,
  output: OutputQueue,
): Promise<number> {
  const parsed = parseArgs(args, {
    string: [...TARGET_FLAGS, "room"],
    collect: ["room"],
    boolean: ["help", "typing"],
    alias: { help: "h" },
    unknown: refuseUnknown("chat", [...TARGET_FLAGS, "room", "typing", "help"]),
  });
  if (parsed.help) {
    output.push(CHAT_HELP);
    return 0;
  }
  const login = loginOf(parsed, environment);
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new ClientError(
      "usage",
      "hubbub chat needs a terminal for its input and output: in scripts and pipes use hubbub pipe.",
    );
  }
  const { env } = environment;
  const client = new Client(login.urls, {
    ...login,
    rooms: parsed.room,
    wants: parsed.typing ? ["reactions", "typing"] : ["reactions"],
    connectTimeoutMs: Infinity,
  });
  const hasColour = !env.NO_COLOR && env.TERM !== "dumb";
  const signals = new EndSignals(() => void client.close());
  return signals.statusOf(await new Chat(client, { hasColour, output, home: env.HOME }).run());
}
