import { getLogger } from "@logtape/logtape";
import {
  CONTROL_REQUEST_MAX_BYTES,
  CONTROL_SOCKET,
  type ControlReply,
  type ControlRequest,
  EXIT,
} from "../../cli/mod.ts";
import { bindUnix } from "../../transports/mod.ts";
import { type CommandParts, runControl } from "./control_commands.ts";
import { ControlSeat } from "./control_seat.ts";

const log = getLogger(["hubbub", "control"]);

/** Only the user who runs the server may connect. */
const SOCKET_MODE = 0o600;
/** Further connections wait until one of these has ended. */
const CONNECTIONS_MAX = 8;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An open socket for `hubbub ctl`. */
export interface Control {
  /** Takes no more commands, and removes the socket's file. */
  close(): void;
}

/** The parts that the socket's commands work with, and the folder of the socket. */
export interface ControlOptions extends Omit<CommandParts, "seat" | "startedMs"> {
  readonly dataDir: string;
  /** Somebody asked for the end of the server. */
  readonly onQuit: () => void;
}

/**
 * Opens the socket in the data folder, which belongs to this server: a socket that an earlier one left
 * behind is replaced. Where the system allows no socket there, the log says so and the server goes on
 * without it.
 */
export async function openControl(options: ControlOptions): Promise<Control | undefined> {
  const { dataDir, server, onQuit } = options;
  const path = `${dataDir}/${CONTROL_SOCKET}`;
  try {
    const listener = await bindUnix({ path, mode: SOCKET_MODE });
    const seat = new ControlSeat(server.hub, server.context.now, onQuit);
    const control = new ControlListener(listener, {
      ...options,
      seat,
      startedMs: server.context.now(),
    });
    void control.serve();
    return { close: () => control.close(path) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn("hubbub ctl can't reach this server, since {path} can't be opened: {why}", {
      path,
      why,
    });
    return undefined;
  }
}

/** Takes one request of each connection. Commands are carried out one after the other. */
class ControlListener {
  #last: Promise<unknown> = Promise.resolve();
  readonly #open = new Set<Promise<void>>();

  constructor(readonly listener: Deno.UnixListener, readonly parts: CommandParts) {}

  async serve(): Promise<void> {
    for await (const conn of this.listener) {
      const done: Promise<void> = this.#serveOne(conn).catch((error) => {
        log.debug("A connection of hubbub ctl failed: {error}", { error });
      }).finally(() => {
        this.#open.delete(done);
        close(conn);
      });
      this.#open.add(done);
      if (this.#open.size >= CONNECTIONS_MAX) await Promise.race(this.#open);
    }
  }

  close(path: string): void {
    close(this.listener);
    try {
      Deno.removeSync(path);
    } catch {
      // It is gone.
    }
  }

  async #serveOne(conn: Deno.UnixConn): Promise<void> {
    const request = await readRequest(conn);
    const run = this.#last.then(() => this.#run(request, conn));
    this.#last = run.catch(() => {});
    await run;
  }

  async #run(request: ControlRequest | undefined, conn: Deno.UnixConn): Promise<void> {
    const replies: ControlReply[] = [];
    const exit = request === undefined
      ? EXIT.usage
      : await runControl(request.words, this.parts, (reply) => replies.push(reply));
    replies.push({ exit });
    const bytes = encoder.encode(replies.map((reply) => `${JSON.stringify(reply)}\n`).join(""));
    for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
  }
}

/** Reads a line of JSON; undefined where it is none. */
async function readRequest(conn: Deno.UnixConn): Promise<ControlRequest | undefined> {
  const bytes = new Uint8Array(CONTROL_REQUEST_MAX_BYTES);
  let size = 0;
  while (!bytes.subarray(0, size).includes(0x0a) && size < bytes.length) {
    const count = await conn.read(bytes.subarray(size));
    if (count === null) break;
    size += count;
  }
  try {
    const { words } = JSON.parse(decoder.decode(bytes.subarray(0, size)));
    const areWords = Array.isArray(words) && words.every((word) => typeof word === "string");
    return areWords ? { words } : undefined;
  } catch {
    return undefined;
  }
}

function close(closable: { close(): void }): void {
  try {
    closable.close();
  } catch {
    // It is closed already.
  }
}
