import { getLogger } from "@logtape/logtape";
import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { TransportName } from "../../../hub/mod.ts";
import { IRC, lineFrames, type LineKind, WEBSOCKET } from "../../../protocol/mod.ts";
import { runOwned } from "../../bugs/owner.ts";
import { Connection } from "../../connection/connection.ts";
import { endConnection } from "../../connection/ending.ts";
import { Inbound } from "../../connection/inbound.ts";
import type { Link } from "../../connection/link.ts";
import { MessageQueue } from "./message_queue.ts";
import { BINARY_REFUSED, closeCodeOf, closeTextOf } from "./close_code.ts";
import type { WebContext } from "../web_context.ts";

const log = getLogger(["hubbub", "web"]);

/** The address of a WebSocket's peer, without port, and as a log shows it. */
export interface WebSocketAddress {
  readonly address: string;
  readonly remote: string;
}

/**
 * Runs one WebSocket from its opening to its end. The library reads, and writes pings and closes. This
 * code writes messages to the socket itself, as frames that all browsers share: 40 times as fast as the
 * library's send to each browser. Both write whole frames to the same socket, so frames can't mix.
 */
export async function serveWebSocket(
  webSocket: WebSocket,
  socket: Duplex,
  origin: WebSocketAddress,
  web: WebContext,
): Promise<void> {
  const link = new WebSocketLink(webSocket, socket, origin, web);
  const { connection } = link;
  try {
    await runOwned(connection, () => link.run());
  } finally {
    await new Promise<void>((resolve) => endConnection(connection, web.context, resolve));
    link.close();
  }
  await link.closed;
}

class WebSocketLink implements Link {
  readonly transport: TransportName = "web";
  readonly address: string;
  readonly remote: string;
  readonly connection: Connection;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;
  readonly #messages = new MessageQueue();
  readonly #inbound: Inbound;
  /** The kind of messages that carry lines of IRC; undefined for JSON. */
  readonly #ircKind: LineKind | undefined;
  #isBusy = false;
  #idle: Promise<void> = Promise.resolve();
  #closeCode: number | undefined;
  #pingedMs: number;
  #isPingOpen = false;

  constructor(
    readonly webSocket: WebSocket,
    readonly socket: Duplex,
    { address, remote }: WebSocketAddress,
    readonly web: WebContext,
  ) {
    this.address = address;
    this.remote = remote;
    this.#pingedMs = web.context.now();
    this.connection = new Connection(web.context, this);
    this.#ircKind = ircKindOf(webSocket.protocol);
    this.connection.speak(this.#ircKind === undefined ? WEBSOCKET : IRC);
    this.#inbound = new Inbound(this.connection, web.context, this.#messages);
    this.closed = new Promise((resolve) => webSocket.once("close", () => resolve()));
    webSocket.on(
      "message",
      (data, isBinary) => this.#guard(() => this.#receive(data as Buffer, isBinary)),
    );
    webSocket.on("pong", () => this.#guard(() => this.#markAlive()));
    webSocket.on("error", (error) => this.#broken(error));
  }

  async run(): Promise<void> {
    await Promise.race([this.closed.then(() => this.#idle), this.connection.ending]);
    this.#inbound.stop();
  }

  /**
   * Writes whole frames. After a close frame none may follow (RFC 6455 section 5.5.1), so then they are
   * dropped. That is no failure: the hub still receives the messages that came before the close.
   */
  write(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.webSocket.readyState !== this.webSocket.OPEN) return Promise.resolve();
    const written = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const kind = this.#ircKind;
    const bytes = kind === undefined ? written : lineFrames(written, kind);
    return new Promise((resolve, reject) => {
      this.socket.write(bytes, (error) => error ? reject(error) : resolve());
    });
  }

  tick(nowMs: number): void {
    const { pingEveryMs, pingTimeoutMs } = this.web.settings.limits;
    // While reading is stopped, no pong can arrive.
    if (this.#isBusy) this.#isPingOpen = false;
    if (this.#isPingOpen && nowMs - this.#pingedMs >= pingTimeoutMs) {
      this.connection.close({
        code: "idle-timeout",
        sentence: `A ping had no answer for ${pingTimeoutMs} ms.`,
      });
    } else if (nowMs - this.#pingedMs >= pingEveryMs) {
      this.#pingedMs = nowMs;
      this.#isPingOpen = true;
      if (this.webSocket.readyState === this.webSocket.OPEN) this.webSocket.ping();
    }
  }

  /** Sends a close frame. The library cuts the connection if no answer comes within `closeTimeoutMs`. */
  close(): void {
    const reason = this.connection.closeReason ?? { code: "gone", sentence: "Goodbye." };
    this.webSocket.close(this.#closeCode ?? closeCodeOf(reason.code), closeTextOf(reason));
    // The answer can only be read after the messages that came before it.
    if (this.webSocket.isPaused) this.webSocket.resume();
  }

  /**
   * Catches a bug in the handler of a socket's event, which runs outside of {@linkcode run}. A `runOwned`
   * for each event would add a tenth to the time of a message.
   */
  #guard(handle: () => void): void {
    try {
      handle();
    } catch (error) {
      this.connection.fail(error);
    }
  }

  #markAlive(): void {
    this.#isPingOpen = false;
    this.connection.heard(this.web.context.now());
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.connection.closeReason !== undefined) return;
    this.#markAlive();
    if (isBinary && this.#ircKind === undefined) return this.#refuseBinary();
    // An empty message is a sign of life, as an empty frame is on TCP.
    if (data.length === 0) return;
    this.#messages.add(data);
    if (this.#isBusy) return;
    const wait = this.#inbound.pump() ?? this.web.context.turn.spend(data.length);
    if (wait !== undefined) this.#idle = this.#stopReading(wait);
  }

  /** Reads no more until the wait is over and every message that came before has been received. */
  async #stopReading(wait: Promise<void>): Promise<void> {
    this.#isBusy = true;
    this.webSocket.pause();
    await wait;
    while (!this.#messages.isEmpty && !this.connection.isClosed) await this.#inbound.pump();
    this.#isBusy = false;
    this.webSocket.resume();
  }

  #refuseBinary(): void {
    this.#closeCode = BINARY_REFUSED;
    this.connection.close({
      code: "protocol-error",
      sentence: "Binary messages aren't understood here: send JSON in text messages.",
    });
  }

  /** The other side broke the rules of RFC 6455. The library has sent it a close frame. */
  #broken(error: Error): void {
    log.debug("{remote}: {error}", { remote: this.remote, error });
    this.connection.abort({ code: "protocol-error", sentence: error.message });
  }
}

/** The subprotocols in which a WebSocket carries lines of IRC. */
const IRC_KINDS: Readonly<Record<string, LineKind>> = {
  "text.ircv3.net": "text",
  "binary.ircv3.net": "binary",
};

/** Returns the kind of messages of an IRC subprotocol; undefined for another one, or none. */
export function ircKindOf(subprotocol: string): LineKind | undefined {
  return Object.hasOwn(IRC_KINDS, subprotocol) ? IRC_KINDS[subprotocol] : undefined;
}

/** Chooses among the subprotocols that a client offers: the first one of IRC, otherwise the first. */
export function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  const known = [...offered].find((one) => ircKindOf(one) !== undefined);
  return known ?? [...offered][0] ?? false;
}
