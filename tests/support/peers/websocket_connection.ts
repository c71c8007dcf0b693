import type { ClientOptions, WebSocket } from "ws";
import type { Connection } from "./connection.ts";

/** The end of a WebSocket, as its client saw it. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

const decoder = new TextDecoder();

/** A client of the library `ws`: one text message, one body. */
export class SocketConnection implements Connection {
  /** Resolves when the connection is closed. */
  readonly ended: Promise<Ending>;
  readonly #bodies: Uint8Array[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;

  constructor(readonly webSocket: WebSocket) {
    webSocket.on("message", (data) => {
      this.#bodies.push(data as Uint8Array);
      this.#wake?.();
    });
    // A close follows every error, and says what is to be said.
    webSocket.on("error", () => {});
    this.ended = new Promise((resolve) => {
      webSocket.on("close", (code, reason) => {
        this.#isEnded = true;
        this.#wake?.();
        resolve({ code, reason: decoder.decode(reason) });
      });
    });
  }

  send(body: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.webSocket.send(
        decoder.decode(body),
        (error) => error ? reject(error) : resolve(),
      );
    });
  }

  async receive(): Promise<Uint8Array | undefined> {
    while (this.#bodies.length === 0) {
      if (this.#isEnded) return undefined;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
    return this.#bodies.shift();
  }

  async close(): Promise<void> {
    this.webSocket.close(1000);
    await this.ended;
  }
}

/**
 * Opens a WebSocket to a server of this machine.
 *
 * @throws {Error} That names the status with which the server refused it.
 */
export async function openSocket(
  url: string,
  options: ClientOptions = {},
  subprotocols: string[] = [],
): Promise<SocketConnection> {
  // Loading it takes a look at the environment, which only tests that run may do.
  const { WebSocket } = await import("ws");
  const connection = new SocketConnection(new WebSocket(url, subprotocols, options));
  await new Promise<void>((resolve, reject) => {
    connection.webSocket.once("open", resolve);
    connection.webSocket.once("error", reject);
  });
  return connection;
}
