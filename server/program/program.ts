import { StoreError } from "../../store/mod.ts";
import { JobControl, openStandardOutput, type StandardOutput } from "../../terminal/mod.ts";
import { defend } from "../../transports/mod.ts";
import { type Config, withoutSecrets } from "../config/mod.ts";
import { openControl } from "../control/mod.ts";
import { type Server, startServer } from "../server.ts";
import { announcement, programName, reachableAddress } from "./announcement.ts";
import { fitToDescriptors } from "./descriptors.ts";
import { listenForStop } from "./stop_signal.ts";
import { listenForHangup } from "./hangup.ts";
import { droppedNotice, setUpLogging } from "./logging.ts";
import { OperatorConsole } from "./operator_console.ts";
import { Reload } from "./reload.ts";
import { ServiceManager } from "./service_manager.ts";
import { startErrorSentence } from "./start_error.ts";
import { withTokenOfFile } from "./token_file.ts";

const EXIT_FAILURE = 1;

const UNSURE =
  "No prompt here: hubbub can't tell whether it is in the foreground, since it may not run ps. --console on opens one, --console off keeps this quiet.";

/**
 * Runs `hubbub start`: starts a server, announces it, serves until a signal or the operator ends it,
 * stops it and ends the process. The exit status is 0, or 1 if the server couldn't start or the disk
 * didn't take everything.
 *
 * @param flags The flags that `config` was made of; they are announced without their secrets.
 * @param reread Reads flags, environment and file again; throws a `UsageError` for a mistake.
 */
export async function runServer(
  config: Config,
  flags: readonly string[],
  reread: () => Config,
): Promise<never> {
  const isTerminal = Deno.stderr.isTerminal();
  const output = openStandardOutput({
    maxBytes: config.outputQueueMaxBytes,
    droppedNotice: droppedNotice({ ...config, isTerminal }),
  });
  let operator: OperatorConsole | undefined;
  // On one terminal a line of the log doesn't tear the line that the operator types.
  const writeLog = (line: string) => {
    if (isTerminal && operator?.isActive) operator.print(line);
    else printError(output, line.trimEnd());
  };
  const setUpLog = (next: Config) => setUpLogging(next, { isTerminal, write: writeLog });
  setUpLog(config);
  const { server, config: full } = await start(config, output, writeLog);
  // Before the announcement: a signal that answers it must stop the server in good order.
  const { requested, signal, end } = listenForStop(() => Deno.exit(EXIT_FAILURE));
  defend({ bugs: server.context.bugs, onFatal: (sentence) => fail(output, sentence) });
  const reload = new Reload({ config: full, server, reread, onLogging: setUpLog });
  listenForHangup({ onTerminalGone: end, onReload: () => reload.runAndLog() });
  const { dataDir } = config;
  const control = dataDir === undefined ? undefined : await openControl({
    ...{ dataDir, server, config },
    reload: () => reload.run(),
    onQuit: end,
  });
  const plan = await consolePlan(config);
  if (plan === "open") {
    const { hub, context: { now } } = server;
    operator = new OperatorConsole({ hub, now, output: output.stdout, onQuit: signal });
    await operator.open();
  }
  const print = (line: string) => operator ? operator.print(line) : output.stdout.push(`${line}\n`);
  for (const line of announcementOf(server, config, flags)) print(line);
  if (plan === "unsure") print(UNSURE);
  const manager = ServiceManager.open(Deno.env.toObject());
  await manager?.ready();
  await requested;
  control?.close();
  await manager?.stopping();
  const isKept = await stop(server, output);
  await operator?.end();
  return await output.exit(isKept ? 0 : EXIT_FAILURE);
}

function printError({ stderr }: StandardOutput, line: string): void {
  stderr.push(`${line}\n`);
}

async function fail(output: StandardOutput, sentence: string): Promise<never> {
  printError(output, `hubbub: ${sentence}`);
  return await output.exit(EXIT_FAILURE);
}

async function start(
  config: Config,
  output: StandardOutput,
  print: (line: string) => void,
): Promise<{ readonly server: Server; readonly config: Config }> {
  try {
    const onFatal = (sentence: string) => fail(output, sentence);
    const full = withTokenOfFile(fitToDescriptors(config));
    const reachable = reachableAddress(interfaces());
    return { server: await startServer(full, { print, onFatal, reachable }), config: full };
  } catch (error) {
    return await fail(output, startErrorSentence(error));
  }
}

/** Returns false if the disk didn't take everything. */
async function stop(server: Server, output: StandardOutput): Promise<boolean> {
  try {
    await server.stop();
    return true;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    printError(output, `hubbub: ${error.message}`);
    return false;
  }
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

/** Returns no address without the permission, which a prompt would ask for otherwise. */
function interfaces(): Deno.NetworkInterfaceInfo[] {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "networkInterfaces" });
  return state === "granted" ? Deno.networkInterfaces() : [];
}

/** A console in the background would have the shell stop the whole server: in doubt, none opens. */
async function consolePlan({ operatorConsole: wish }: Config): Promise<"open" | "unsure" | "none"> {
  const isOnTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  if (!isOnTerminal || wish === "off") return "none";
  return wish === "on" || await new JobControl().canTell() ? "open" : "unsure";
}
