/**
 * What the bench has to know of a server to measure it.
 *
 * @module
 */

import type { Endpoint } from "../generator/socket.ts";
import type { WireName } from "../wires/mod.ts";
import { Child, type Core } from "./child.ts";

/** What a scene asks of the server. */
export interface Settings {
  /** Whether hubbub keeps its log on disk, as it does by default. */
  readonly log: "disk" | "off";
  /** Whether hubbub also listens for WebSockets. */
  readonly web: boolean;
  /** Whether the server's own limit for slow readers is left as it is. */
  readonly slowReaderLimit: "default" | "lifted";
}

/** A started server. */
export interface Running {
  readonly child: Child;
  readonly tcp: Endpoint;
  readonly udp?: Endpoint;
  readonly web?: Endpoint;
}

/** Where a server is started. */
export interface Place {
  readonly core: Core;
  /** An empty directory of this run's own. */
  readonly directory: string;
  readonly settings: Settings;
}

/** A kind of server. */
export interface Server {
  /** One word, for `--only`. */
  readonly name: string;
  readonly title: string;
  readonly wire: WireName;
  /** How it is set up, for the report. */
  readonly setup: string;
  /** The most bytes per receiver that may be under way before it drops a receiver. */
  readonly mostOutstandingBytes: number;
  /** How many may connect at once before its queue for them overflows. */
  readonly mostConnecting: number;
  /** Its version, or undefined where it isn't installed. */
  version(): Promise<string | undefined>;
  start(place: Place): Promise<Running>;
}

const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 20;

/** The first thing in a program's output that looks like a version; undefined if it isn't there. */
export async function versionOf(program: string, flag: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args: [flag] }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return text.match(/\d+\.\d+(\.\d+)?/)?.[0];
  } catch {
    return undefined;
  }
}

/** An endpoint that nobody uses at the moment. */
export function freeEndpoint(): Endpoint {
  using listener = Deno.listen({ hostname: HOST, port: 0 });
  return { host: HOST, port: listener.addr.port };
}

async function answers({ host, port }: Endpoint): Promise<boolean> {
  try {
    using _connection = await Deno.connect({ hostname: host, port });
    return true;
  } catch {
    return false;
  }
}

/** Starts a server that was told its endpoint, and waits until it can be reached there. */
export async function startAt(
  endpoint: Endpoint,
  command: readonly string[],
  core: Core,
): Promise<Running> {
  const child = new Child(command, core);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!await answers(endpoint)) {
    if (child.ended || Date.now() > deadline) {
      await child.stop();
      throw new Error(`${command[0]} did not start: ${child.lastLine}`);
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  return { child, tcp: endpoint };
}
