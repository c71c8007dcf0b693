import { commandWords } from "./cli/mod.ts";
import { isClientCommand, runClientCommand } from "./programs/mod.ts";
import {
  type Config,
  helpText,
  type Invocation,
  parseConfig,
  UsageError,
  withoutSecrets,
} from "./server/config/mod.ts";
import deno from "./deno.json" with { type: "json" };
import {
  announcement,
  DescriptorError,
  droppedNotice,
  fitToDescriptors,
  ListenError,
  listenForHangup,
  OperatorConsole,
  programName,
  type Server,
  setUpLogging,
  startServer,
  StopRequests,
} from "./server/mod.ts";
import { getLogger } from "@logtape/logtape";
import { StoreError } from "./store/mod.ts";
import { JobControl, openStandardOutput } from "./terminal/mod.ts";
import { CertificateError, defend } from "./transports/mod.ts";

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

let output = openStandardOutput();

function print(line: string): void {
  output.stdout.push(`${line}\n`);
}

function printError(line: string): void {
  output.stderr.push(`${line}\n`);
}

async function invocationOf(args: readonly string[]): Promise<Invocation> {
  try {
    return parseConfig(args, Deno.env.toObject());
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    printError(`hubbub: ${error.message}`);
    return await output.exit(EXIT_USAGE);
  }
}

async function start(config: Config, trace: (line: string) => void): Promise<Server> {
  try {
    return await startServer(await withTokenOfFile(fitToDescriptors(config)), trace);
  } catch (error) {
    printError(`hubbub: ${sentenceOf(error)}`);
    return await output.exit(EXIT_FAILURE);
  }
}

async function withTokenOfFile(config: Config): Promise<Config> {
  if (config.tokenFile === undefined) return config;
  try {
    const token = Deno.readTextFileSync(config.tokenFile).trim();
    if (token !== "") return { ...config, token };
    printError(`hubbub: The token file ${config.tokenFile} is empty: put the secret into it.`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(`hubbub: The token file ${config.tokenFile} can't be read: ${why}`);
  }
  return await output.exit(EXIT_FAILURE);
}

/** Returns the sentence that tells the operator what to change; that of a bug says less. */
function sentenceOf(error: unknown): string {
  const isExplained = error instanceof ListenError || error instanceof CertificateError ||
    error instanceof StoreError || error instanceof DescriptorError;
  if (isExplained) return error.message;
  return `Can't start: ${error instanceof Error ? error.message : String(error)}`;
}

function announcementOf(
  server: Server,
  { host }: Config,
  flags: readonly string[],
): readonly string[] {
  return announcement({
    addresses: server.transports.map(({ address }) => address),
    host,
    program: programName({
      isStandalone: Deno.build.standalone,
      denoVersion: Deno.version.deno,
      env: Deno.env.toObject(),
    }),
    flags: withoutSecrets(flags),
    interfaces: interfaces(),
  });
}

/** Without the permission the addresses stay unknown: nobody is asked for it. */
function interfaces(): Deno.NetworkInterfaceInfo[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return state === "granted" ? Deno.networkInterfaces() : [];
}

/** The ways in which the server ends. */
interface Ending {
  readonly signalled: Promise<void>;
  /** As a signal does: one that comes seconds after the first ends the process at once. */
  readonly signal: () => void;
  /** Ends the server, however often it is asked for. */
  readonly end: () => void;
}

/** Resolves at the first signal; one that comes seconds later ends the process at once. */
function untilSignal(): Ending {
  const { promise, resolve } = Promise.withResolvers<void>();
  const requests = new StopRequests();
  const signal = () => {
    const answer = requests.answer(performance.now());
    if (answer === "stop") resolve();
    if (answer === "exit") Deno.exit(EXIT_FAILURE);
  };
  Deno.addSignalListener("SIGINT", signal);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", signal);
  return { signalled: promise, signal, end: resolve };
}

/** Reads certificate and key again; nobody's connection ends by it. */
function reload(server: Server, { tls }: Config): void {
  const log = getLogger(["hubbub", "tls"]);
  if (tls === undefined) return log.info("SIGHUP: there is no certificate to read again.");
  try {
    server.reloadCertificates();
    log.info("Certificate and key were read again.");
  } catch (error) {
    if (!(error instanceof CertificateError)) throw error;
    log.error("The earlier certificate stays in use. {sentence}", { sentence: error.message });
  }
}

async function run(config: Config, flags: readonly string[]): Promise<void> {
  const isTerminal = Deno.stderr.isTerminal();
  output = openStandardOutput({
    maxBytes: config.outputQueueMaxBytes,
    droppedNotice: droppedNotice({ ...config, isTerminal }),
  });
  let operator: OperatorConsole | undefined;
  // On one terminal a line of the log doesn't tear the line that the operator types.
  const writeLog = (line: string) => {
    if (isTerminal && operator?.isActive) operator.print(line);
    else printError(line.trimEnd());
  };
  setUpLogging(config, { isTerminal, write: writeLog });
  const server = await start(config, writeLog);
  // Before anybody is told that it listens: a signal that comes then is to stop it in good order.
  const { signalled, signal, end } = untilSignal();
  defend({ bugs: server.context.bugs, onFatal: fatal });
  listenForHangup({ onTerminalGone: end, onReload: () => reload(server, config) });
  const plan = await consolePlan(config);
  if (plan === "open") {
    const { hub, context: { now } } = server;
    operator = new OperatorConsole({ hub, now, output: output.stdout, onQuit: signal });
    await operator.open();
  }
  for (const line of announcementOf(server, config, flags)) {
    if (operator) operator.print(line);
    else print(line);
  }
  if (plan === "unsure") print(UNSURE);
  await signalled;
  const isKept = await stop(server);
  await operator?.end();
  await output.exit(isKept ? 0 : EXIT_FAILURE);
}

const UNSURE =
  "No prompt here: hubbub can't tell whether it is in the foreground, since it may not run ps. --console on opens one, --console off keeps this quiet.";

/** A console in the background would have the shell stop the whole server: unsure opens none. */
async function consolePlan({ operatorConsole: wish }: Config): Promise<"open" | "unsure" | "none"> {
  const isOnTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  if (!isOnTerminal || wish === "off") return "none";
  return wish === "on" || await new JobControl().canTell() ? "open" : "unsure";
}

function fatal(sentence: string): void {
  printError(`hubbub: ${sentence}`);
  output.exit(EXIT_FAILURE);
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

if (import.meta.main) {
  const words = commandWords(Deno.args);
  const [command, ...rest] = words;
  if (isClientCommand(command)) await runClientCommand(command, rest);
  const flags = command === "start" ? rest : words;
  const invocation = await invocationOf(flags);
  switch (invocation.kind) {
    case "help":
      print(helpText().trimEnd());
      break;
    case "version":
      print(`hubbub ${deno.version} (deno ${Deno.version.deno})`);
      break;
    case "start":
      await run(invocation.config, flags);
      break;
    default:
      invocation satisfies never;
  }
}
