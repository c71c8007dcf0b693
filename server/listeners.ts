import { type Config, UsageError } from "./config/mod.ts";
import {
  Admission,
  answeringRates,
  type AnsweringShared,
  type Context,
  listenEcho,
  listenTcp,
  listenTime,
  listenUdp,
  listenUnix,
  type Tls,
  type Transport,
  TrustedProxies,
} from "../transports/mod.ts";
import { listenerName, openListener } from "./listen_error.ts";

/** The listeners of one server, in the order of their opening. */
export interface Listeners {
  readonly transports: readonly Transport[];
  /** The ports taken, where 0 was asked for. */
  readonly ports: Ports;
}

/** By their flags: `echo` is one number for TCP and UDP. */
export interface Ports {
  readonly tcp?: number;
  readonly udp?: number;
  readonly web?: number;
  readonly echo?: number;
  readonly time?: number;
}

/** The listeners so far, and the parts that further ones are made of. */
interface Opening {
  readonly config: Config;
  readonly context: Context;
  readonly admission: Admission;
  readonly tls: Tls | undefined;
  readonly proxies: TrustedProxies;
  readonly answering: AnsweringShared;
  readonly transports: Transport[];
  readonly ports: { -readonly [Name in keyof Ports]: Ports[Name] };
}

/** The web port comes behind TCP, whose port it names to clients that meant it. */
const STEPS = [openTcp, openUdp, openEcho, openTime, openWeb, openUnix];

/**
 * Opens every listener that a configuration asks for.
 *
 * @throws {ListenError} One can't be opened; those before it are closed.
 * @throws {UsageError} Ports are to be shared, and this system can't do that.
 */
export async function openListeners(
  config: Config,
  context: Context,
  tls: Tls | undefined,
): Promise<Listeners> {
  if (config.reusePort) refuseUnsharedPorts();
  const { limits } = context;
  const opening: Opening = {
    config,
    context,
    admission: new Admission(limits),
    tls,
    proxies: new TrustedProxies(config.proxies.networks, config.proxies.protocol),
    answering: { context, rates: answeringRates(limits), ownPorts: new Set() },
    transports: [],
    ports: {},
  };
  try {
    for (const step of STEPS) await step(opening);
    return opening;
  } catch (error) {
    const ended = AbortSignal.abort();
    await Promise.all(opening.transports.map((transport) => transport.serve(ended)));
    throw error;
  }
}

/** Other systems have the option, and give all peers to the process that came last. */
function refuseUnsharedPorts(): void {
  if (Deno.build.os === "linux") return;
  throw new UsageError(
    `--reuse-port works on Linux alone, not on ${Deno.build.os}: give each node ports of its own.`,
  );
}

async function openTcp(
  { config, context, admission, tls, proxies, transports, ports }: Opening,
): Promise<void> {
  const { host: hostname, tcpPort: port, reusePort } = config;
  if (port === undefined) return;
  const tcp = await openListener(
    listenerName("tcp", config),
    () => listenTcp({ hostname, port, reusePort, proxies }, context, admission, tls?.tcp),
  );
  transports.push(tcp);
  ports.tcp = tcp.port;
}

async function openUdp(
  { config, context, admission, proxies, answering, transports, ports }: Opening,
): Promise<void> {
  const { host: hostname, udpPort: port } = config;
  if (port === undefined) return;
  const udp = await openListener(
    listenerName("udp", config),
    () => listenUdp({ hostname, port, proxies }, context, admission),
  );
  transports.push(udp);
  ports.udp = udp.port;
  answering.ownPorts.add(udp.port);
}

async function openEcho(
  { config, admission, answering, transports, ports }: Opening,
): Promise<void> {
  const { host: hostname, echoPort: port } = config;
  if (port === undefined) return;
  const [tcp, udp] = await openListener(
    listenerName("echo", config),
    () => listenEcho({ hostname, port }, answering, admission),
  );
  transports.push(tcp, udp);
  ports.echo = udp.port;
  answering.ownPorts.add(udp.port);
}

async function openTime({ config, answering, transports, ports }: Opening): Promise<void> {
  const { host: hostname, timePort: port } = config;
  if (port === undefined) return;
  const time = await openListener(
    listenerName("time", config),
    () => listenTime({ hostname, port }, answering),
  );
  transports.push(time);
  ports.time = time.port;
  answering.ownPorts.add(time.port);
}

async function openWeb(
  { config, context, admission, tls, proxies, transports, ports }: Opening,
): Promise<void> {
  const { host: hostname, webPort: port, reusePort } = config;
  if (port === undefined) return;
  // Loaded only here: a hub without it, like a client, starts a third sooner.
  const { listenWeb } = await import("../transports/web/listen.ts");
  const options = {
    ...{ hostname, port, reusePort, proxies, tcpPort: ports.tcp, tls: tls?.web },
    settings: config.web,
  };
  const web = await openListener(
    listenerName("web", config),
    () => listenWeb(options, context, admission),
  );
  transports.push(web);
  ports.web = web.port;
}

async function openUnix({ config, context, admission, transports }: Opening): Promise<void> {
  const { unixPath: path, unixMode: mode } = config;
  if (path === undefined) return;
  const unix = await openListener(
    { address: `unix ${path}`, flag: "--unix" },
    () => listenUnix({ path, mode }, context, admission),
  );
  transports.push(unix);
}
