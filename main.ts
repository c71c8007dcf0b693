import { isClientCommand, runClientCommand } from "./client/command_line.ts";
import { type Config, helpText, type Invocation, parseConfig, UsageError } from "./config/mod.ts";
import deno from "./deno.json" with { type: "json" };
import { isLoopback } from "./hub/mod.ts";
import { setUpLogging } from "./logging.ts";
import { OperatorConsole } from "./operator.ts";
import { type Server, startServer } from "./server.ts";
import { getLogger } from "@logtape/logtape";
import { StoreError } from "./store/mod.ts";
import { CertificateError } from "./transports/mod.ts";

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

const encoder = new TextEncoder();

function print(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

function printError(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}

function invocationOf(args: readonly string[]): Invocation {
  try {
    return parseConfig(args, Deno.env.toObject());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(`hubbub: ${error.message}`);
    Deno.exit(EXIT_USAGE);
  }
}

async function start(config: Config): Promise<Server> {
  try {
    return await startServer(withTokenOfFile(config), printError);
  } catch (error) {
    printError(`hubbub: ${sentenceOf(error, config)}`);
    Deno.exit(EXIT_FAILURE);
  }
}

function withTokenOfFile(config: Config): Config {
  if (config.tokenFile === undefined) return config;
  try {
    const token = Deno.readTextFileSync(config.tokenFile).trim();
    if (token !== "") return { ...config, token };
    printError(`hubbub: The token file ${config.tokenFile} is empty: put the secret into it.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`hubbub: The token file ${config.tokenFile} can't be read: ${why}`);
  }
  Deno.exit(EXIT_FAILURE);
}

/** What hinders a start, as somebody who can mend it needs to hear it. */
function sentenceOf(
  error: unknown,
  { host, tcpPort, udpPort, unixPath, webPort, timePort, echoPort }: Config,
): string {
  const ports = {
    tcp: tcpPort,
    udp: udpPort,
    web: webPort,
    unix: unixPath,
    time: timePort,
    echo: echoPort,
  };
  const list = Object.entries(ports).map(([name, where]) => `${name} ${where ?? "off"}`);
  const where = `${host} (${list.join(", ")})`;
  if (error instanceof CertificateError) return error.message;
  if (error instanceof StoreError) return error.message;
  if (error instanceof Deno.errors.AddrInUse) {
    return `An address of ${where} is in use: end the other program, or choose with --tcp, --udp, --web or --unix (0 takes a free port).`;
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return `This machine has no address ${host}: --host 127.0.0.1 is for itself, 0.0.0.0 for all.`;
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return `Not allowed to listen on ${where}: ports below 1024 are root's, and Deno wants --allow-net (--allow-read and --allow-write for a Unix socket). The system says: ${error.message}`;
  }
  const why = error instanceof Error ? error.message : String(error);
  return `Can't listen on ${where}: ${why}`;
}

function announce(server: Server, config: Config): void {
  for (const { address } of server.transports) print(`listening on ${address}`);
  if (!isLoopback(config.host)) return;
  const others = Deno.args.filter((arg, at, all) =>
    arg !== "start" && !arg.startsWith("--host") && all[at - 1] !== "--host"
  );
  print(["to let your local network in: deno task start --host 0.0.0.0", ...others].join(" "));
}

/** Resolves at the first signal; the second one ends the process at once. */
function untilSignal(): { readonly signalled: Promise<void>; readonly signal: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  let count = 0;
  const signal = () => {
    if (++count > 1) Deno.exit(EXIT_FAILURE);
    resolve();
  };
  Deno.addSignalListener("SIGINT", signal);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", signal);
  return { signalled: promise, signal };
}

/** New certificates come with SIGHUP, as with other servers; nobody's connection ends by it. */
function reloadOnHangup(server: Server): void {
  if (Deno.build.os === "windows") return;
  const tlsLog = getLogger(["hubbub", "tls"]);
  Deno.addSignalListener("SIGHUP", () => {
    try {
      server.reloadCertificates();
      tlsLog.info("Certificate and key were read again.");
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      tlsLog.error("The earlier certificate stays in use. {sentence}", { sentence: error.message });
    }
  });
}

async function run(config: Config): Promise<void> {
  setUpLogging(config, { isTerminal: Deno.stderr.isTerminal(), write: writeLog });
  const server = await start(config);
  // Before anybody is told that it listens: a signal that comes then is to stop it in good order.
  const { signalled, signal } = untilSignal();
  announce(server, config);
  if (config.tls !== undefined) reloadOnHangup(server);
  const operator = Deno.stdin.isTerminal()
    ? new OperatorConsole({ hub: server.hub, now: server.context.now, onQuit: signal })
    : undefined;
  await signalled;
  const isKept = await stop(server);
  operator?.end();
  Deno.exit(isKept ? 0 : EXIT_FAILURE);
}

/** Stops the server; returns false where the disk didn't take what it owes. */
async function stop(server: Server): Promise<boolean> {
  try {
    await server.stop({ code: "shutdown", sentence: "The server is going down. Goodbye." });
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    printError(`hubbub: ${error.message}`);
    return false;
  }
}

function writeLog(line: string): void {
  Deno.stderr.writeSync(encoder.encode(line.endsWith("\n") ? line : `${line}\n`));
}

if (import.meta.main) {
  const [command, ...rest] = Deno.args;
  if (isClientCommand(command)) Deno.exit(await runClientCommand(command, rest));
  const invocation = invocationOf(command === "start" ? rest : Deno.args);
  switch (invocation.kind) {
    case "help":
      print(helpText());
      break;
    case "version":
      print(`hubbub ${deno.version} (deno ${Deno.version.deno})`);
      break;
    case "start":
      await run(invocation.config);
      break;
    default:
      invocation satisfies never;
  }
}
