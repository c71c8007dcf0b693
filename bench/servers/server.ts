/**
 * A server, as the bench sees it.
 *
 * @module
 */

import type { Endpoint } from "../generator/sockets/socket.ts";
import type { Addresses } from "../job.ts";
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
  /** Absent: the server is alone. */
  readonly cluster?: ClusterSettings;
}

/** The settings of a server that runs on several nodes. */
export interface ClusterSettings {
  readonly nodes: 1 | 2;
  /** Servers of NATS that keep each entry. */
  readonly replicas: 1 | 3;
  /** "always": NATS syncs each entry to the disk before it acknowledges it. */
  readonly sync: "default" | "always";
}

/** A started server. The addresses are those of its first node. */
export interface Running extends Addresses {
  readonly child: Child;
  /** Its further nodes. */
  readonly others?: readonly Running[];
  /** The processes that the nodes need. They count as the server's. */
  readonly helpers?: readonly Child[];
}

/** All processes of a server: its nodes in their order, then its helpers. */
export function processesOf({ child, others = [], helpers = [] }: Running): readonly Child[] {
  return [child, ...others.map((other) => other.child), ...helpers];
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
  /** A command that installs it, where the system's packages don't have it. */
  readonly howToInstall?: string;
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
