import { commandWords } from "./cli/mod.ts";
import deno from "./deno.json" with { type: "json" };
import { isClientCommand, runClientCommand } from "./programs/mod.ts";
import {
  type Config,
  helpText,
  type Invocation,
  parseConfig,
  printConfig,
  UsageError,
} from "./server/config/mod.ts";
import { runServer } from "./server/program/mod.ts";
import { openStandardOutput } from "./terminal/mod.ts";

const EXIT_USAGE = 2;

/** Their code is loaded only where one of them is given. */
const ADMIN_COMMANDS: readonly (string | undefined)[] = [
  ...["backup", "ctl", "export", "import", "restore"],
];

function read(flags: readonly string[]): Invocation {
  return parseConfig(flags, Deno.env.toObject(), Deno.readTextFileSync);
}

/** @throws {UsageError} The file is wrong by now. */
function reread(flags: readonly string[]): Config {
  const invocation = read(flags);
  if (invocation.kind === "start") return invocation.config;
  throw new Error(`The flags of a server ask for ${invocation.kind}.`);
}

async function invocationOf(flags: readonly string[]): Promise<Invocation> {
  try {
    return read(flags);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const output = openStandardOutput();
    output.stderr.push(`hubbub: ${error.message}\n`);
    return await output.exit(EXIT_USAGE);
  }
}

async function runServerCommand(flags: readonly string[]): Promise<void> {
  const invocation = await invocationOf(flags);
  const { stdout } = openStandardOutput();
  switch (invocation.kind) {
    case "help":
      stdout.push(helpText());
      break;
    case "version":
      stdout.push(`hubbub ${deno.version} (deno ${Deno.version.deno})\n`);
      break;
    case "print-config":
      stdout.push(printConfig(invocation.config.given));
      break;
    case "start":
      await runServer(invocation.config, flags, () => reread(flags));
      break;
    default:
      invocation satisfies never;
  }
}

if (import.meta.main) {
  const words = commandWords(Deno.args);
  const [command, ...rest] = words;
  if (isClientCommand(command)) await runClientCommand(command, rest);
  else if (ADMIN_COMMANDS.includes(command)) {
    const { isAdminCommand, runAdminCommand } = await import("./admin/mod.ts");
    if (isAdminCommand(command)) await runAdminCommand(command, rest);
  } else await runServerCommand(command === "start" ? rest : words);
}
