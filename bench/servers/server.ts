/**
 * A server, as the bench sees it.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import type { WireName } from "../wires/mod.ts";
import { Child, type Core } from "./child.ts";

/** The settings of a server in a scene. */
export interface Settings {
  /** hubbub's log; by default it is on disk. */
  readonly log: "disk" | "off";
  /** True: hubbub also listens for WebSockets. */
  readonly web: boolean;
  /** The server's own limit for slow readers. */
  readonly slowReaderLimit: "default" | "lifted";
}

/** A started server. */
export interface Running {
  readonly child: Child;
  readonly tcp: Endpoint;
  readonly udp?: Endpoint;
  readonly web?: Endpoint;
}

/** The place in which a server is started. */
export interface Place {
  readonly core: Core;
  /** An empty directory for this run. */
  readonly directory: string;
  readonly settings: Settings;
}

/** A kind of server. */
export interface Server {
  /** One word, for `--only`. */
  readonly name: string;
  readonly title: string;
  readonly wire: WireName;
  /** Its setup, for the report. */
  readonly setup: string;
  /** The bytes under way to a receiver at which the server doesn't drop it yet. */
  readonly mostOutstandingBytes: number;
  /** The number of clients that may connect at once before its queue for them overflows. */
  readonly mostConnecting: number;
  /** Its version; undefined where it isn't installed. */
  version(): Promise<string | undefined>;
  start(place: Place): Promise<Running>;
}

const HOST = "127.0.0.1";
const START_TIMEOUT_MS = 10_000;
const RETRY_MS = 20;

/** The first version number in a program's output; undefined where the program isn't there. */
export async function versionOf(program: string, flag: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await new Deno.Command(program, { args: [flag] }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return text.match(/\d+\.\d+(\.\d+)?/)?.[0];
  } catch {
    return undefined;
  }
}

/** An endpoint that is free at the moment. */
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

/** Starts a server whose command names its endpoint, and waits until it listens there. */
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
