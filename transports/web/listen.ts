import { getLogger } from "@logtape/logtape";
import { createServer, type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import type { Duplex } from "node:stream";
// @ts-types="npm:@types/ws@8"
import { type WebSocket, WebSocketServer } from "ws";
import { Events } from "../../protocol/mod.ts";
import { type Admission, normaliseAddress } from "../admission.ts";
import type { Context } from "../context.ts";
import type { Transport } from "../link.ts";
import type { ListenOptions } from "../tcp.ts";
import type { TlsOptions } from "../tls_link.ts";
import { AddressRates } from "./address_rates.ts";
import { sortByFirstByte } from "./first_byte.ts";
import { HttpError } from "./http_error.ts";
import type { WebLimits } from "./limits.ts";
import { startMetrics } from "./metrics.ts";
import { Origins } from "./origin.ts";
import { originNotAllowed, route } from "./routes.ts";
import type { Web } from "./web.ts";
import { PAYLOAD_MAX_BYTES, serveWebSocket } from "./websocket.ts";

const log = getLogger(["hubbub", "web"]);

/** How often slow requests are looked for, in milliseconds. */
const CHECK_EVERY_MS = 1_000;

const WEBSOCKET_PATH = "/ws";

/** What is to be known of the web port, beside where it is. */
export interface WebOptions extends ListenOptions {
  readonly limits: WebLimits;
  readonly allowedOrigins: readonly string[];
  readonly metricsToken: string | undefined;
  /** Undefined: no TLS. */
  readonly tls: TlsOptions | undefined;
}

/**
 * Listens for browsers and HTTP clients: the page, WebSocket, chat over HTTP, health and metrics.
 *
 * @throws {Deno.errors.AddrInUse} And whatever else the system says of the address.
 */
export async function listenWeb(
  options: WebOptions,
  context: Context,
  admission: Admission,
): Promise<Transport & { readonly port: number }> {
  const server = new WebServer(options, context, admission);
  const port = await server.listen();
  const host = options.hostname.includes(":") ? `[${options.hostname}]` : options.hostname;
  const scheme = options.tls === undefined ? "http" : "https";
  const address = `web ${scheme}://${host}:${port}/`;
  return { address, port, serve: (signal) => server.serve(signal) };
}

class WebServer {
  readonly #http: Server;
  /** Where connections come in: the same, or with TLS what sorts them before. */
  readonly #listener: NetServer;
  readonly #webSockets: WebSocketServer;
  readonly #web: Web;
  readonly #running = new Set<Promise<void>>();
  readonly #sockets = new Set<Socket>();
  #isOpen = false;

  constructor(
    readonly options: WebOptions,
    readonly context: Context,
    readonly admission: Admission,
  ) {
    const { limits, allowedOrigins, hostname, metricsToken } = options;
    this.#web = {
      context,
      limits,
      metricsToken,
      origins: new Origins(allowedOrigins, hostname),
      rates: new AddressRates({
        rate: context.limits.rate,
        maxAddresses: limits.rateMaxAddresses,
      }),
      events: new Events(context.hub.history.epoch),
      metrics: startMetrics(context),
      isOpen: () => this.#isOpen,
    };
    this.#webSockets = new WebSocketServer(
      {
        noServer: true,
        clientTracking: false,
        maxPayload: PAYLOAD_MAX_BYTES,
        perMessageDeflate: false,
        closeTimeout: context.limits.closeTimeoutMs,
      } as ConstructorParameters<typeof WebSocketServer>[0],
    );
    this.#http = this.#createHttp();
    this.#listener = options.tls === undefined ? this.#http : this.#createSorter(options.tls);
    this.#listener.on("connection", (socket) => this.#admit(socket));
  }

  /** @returns The port taken. */
  async listen(): Promise<number> {
    const { hostname, port } = this.options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#listener.once("error", reject);
        this.#listener.listen(port, hostname, () => {
          this.#listener.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      this.#web.metrics.stop();
      throw asDenoError(error);
    }
    this.#isOpen = true;
    return (this.#listener.address() as AddressInfo).port;
  }

  async serve(signal: AbortSignal): Promise<void> {
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    this.#isOpen = false;
    this.#web.metrics.stop();
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    if (this.#listener !== this.#http) this.#http.close();
    this.#http.closeIdleConnections();
    await Promise.all(this.#running);
    this.#http.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #createHttp(): Server {
    const { limits } = this.options;
    const http = createServer({
      maxHeaderSize: limits.headerMaxBytes,
      headersTimeout: limits.headerTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: CHECK_EVERY_MS,
    });
    http.on("request", (request, response) => this.#run(route(request, response, this.#web)));
    http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    http.on("clientError", refuseGarbage);
    return http;
  }

  #createSorter(tls: TlsOptions): NetServer {
    const { headerTimeoutMs } = this.options.limits;
    return createNetServer((socket) => {
      sortByFirstByte(socket, tls, headerTimeoutMs, {
        onHttp: (sorted) => this.#http.emit("connection", sorted),
        onPlain: (plain) => endWith(plain, tlsNeeded()),
      });
    });
  }

  /** Counts a connection among those of all transports, or ends it with a sentence. */
  #admit(socket: Socket): void {
    const address = normaliseAddress(socket.remoteAddress ?? "");
    const { bans } = this.context.hub;
    const refusal = bans.find(address, this.context.now()) ?? this.admission.admit(address);
    socket.on("error", ignore);
    if (refusal !== undefined) {
      log.info("web {address} refused: {refusal}", { address, refusal });
      return endWith(socket, new HttpError(503, "peer-limit", refusal));
    }
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.admission.release(address);
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    socket.on("error", ignore);
    const refusal = this.#refusalOf(request);
    if (refusal !== undefined) return endWith(socket, refusal);
    this.#webSockets.handleUpgrade(request, socket, head as never, (webSocket: WebSocket) => {
      const address = normaliseAddress(request.socket.remoteAddress ?? "");
      const remote = `web ${address}:${request.socket.remotePort ?? 0}`;
      this.#run(serveWebSocket(webSocket, socket, { address, remote }, this.#web));
    });
  }

  #refusalOf({ url = "", headers }: IncomingMessage): HttpError | undefined {
    if (!this.#isOpen) return new HttpError(503, "not-ready", "The server is going down.");
    if (headers.upgrade?.toLowerCase() !== "websocket") {
      return new HttpError(400, "bad-request", "The only upgrade here is to a WebSocket, at /ws.");
    }
    if (url.split("?")[0] !== WEBSOCKET_PATH) {
      return new HttpError(404, "not-found", `The WebSocket is at ${WEBSOCKET_PATH}.`);
    }
    const { origin, host } = headers;
    return this.#web.origins.allows({ origin, host }) ? undefined : originNotAllowed(origin!);
  }

  #run(served: Promise<void>): void {
    const settled = served.catch((error) => {
      log.error("A bug ended a connection: {error}", { error });
    }).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }
}

function tlsNeeded(): HttpError {
  return new HttpError(426, "bad-request", "This port takes TLS only: use https:// or wss://.", {
    Upgrade: "TLS/1.2",
  });
}

/** Answers what no request can be made of, and ends the connection: what follows can't be trusted. */
function refuseGarbage(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return endWith(socket, new HttpError(408, "request-timeout", "The request took too long."));
  }
  if (error.code === "HPE_HEADER_OVERFLOW") {
    return endWith(socket, new HttpError(431, "bad-request", "The headers are too long."));
  }
  endWith(socket, new HttpError(400, "bad-request", "That is no valid HTTP/1.1 request."));
}

/** Writes a whole response past the parser, which has no response for this, and ends. */
function endWith(socket: Duplex, { status, code, message: msg }: HttpError): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = `${JSON.stringify({ name: "server", msg, event: "error", error: code })}\n`;
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n` +
      "Content-Type: application/json\r\n" +
      `Content-Length: ${new TextEncoder().encode(body).length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

/** The system's refusals of an address by the names that Deno's own listeners give them. */
function asDenoError(error: unknown): unknown {
  const { code, message } = error as { code?: string; message: string };
  switch (code) {
    case "EADDRINUSE":
      return new Deno.errors.AddrInUse(message);
    case "EADDRNOTAVAIL":
      return new Deno.errors.AddrNotAvailable(message);
    case "EACCES":
      return new Deno.errors.PermissionDenied(message);
    default:
      return error;
  }
}

function ignore(): void {}
