import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
} from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { canonicalAddress, hostBeforePort } from "../../hub/mod.ts";
import { Events } from "../../protocol/mod.ts";
import type { Admission } from "../admission/admission.ts";
import type { Context } from "../context.ts";
import type { Transport } from "../stream/byte_link.ts";
import { keepAccepting } from "../admission/node_listener.ts";
import type { ListenOptions } from "../stream/tcp.ts";
import type { TlsOptions } from "../tls/tls.ts";
import { answerError } from "./http/answer.ts";
import { AddressRates } from "../admission/address_rates.ts";
import { Door } from "./http/http_admission.ts";
import { sortByFirstByte } from "./http/first_byte.ts";
import { asHttpError, HttpError } from "./http/http_error.ts";
import type { WebLimits } from "./limits.ts";
import { endWith, refuseGarbage, tlsNeeded } from "./http/last_words.ts";
import { startMetrics } from "./metrics/metrics.ts";
import { Origins } from "./http/origin.ts";
import { route } from "./routes/routes.ts";
import { toOriginForm } from "./http/target.ts";
import { type Web, WEBSOCKET_PATH } from "./web.ts";
import { PAYLOAD_MAX_BYTES } from "./socket/message_queue.ts";
import { serveWebSocket } from "./socket/websocket.ts";

/** How often slow requests are looked for, in milliseconds; more often where less is allowed. */
const CHECK_EVERY_MS = 1_000;

/** What is to be known of the web port, beside where it is. */
export interface WebOptions extends ListenOptions {
  readonly limits: WebLimits;
  readonly allowedOrigins: readonly string[];
  readonly metricsToken: string | undefined;
  /** The port that a client without HTTP may have meant; undefined where TCP is off. */
  readonly tcpPort: number | undefined;
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
  const server = new WebServer(options, context, admission, await webSockets(context));
  const port = await server.listen();
  const scheme = options.tls === undefined ? "http" : "https";
  const address = `web ${scheme}://${hostBeforePort(options.hostname)}:${port}/`;
  return { address, port, serve: (signal) => server.serve(signal) };
}

/** The library looks into the environment while it is loaded, so that happens only here. */
async function webSockets({ limits }: Context): Promise<WebSocketServer> {
  const { WebSocketServer } = await import("ws");
  const options = {
    noServer: true,
    clientTracking: false,
    maxPayload: PAYLOAD_MAX_BYTES,
    perMessageDeflate: false,
    closeTimeout: limits.closeTimeoutMs,
  };
  return new WebSocketServer(options);
}

/** Which offers of another protocol are taken (RFC 9110 section 7.8); the types lack it. */
interface UpgradeChoice {
  readonly shouldUpgradeCallback: (request: IncomingMessage) => boolean;
}

class WebServer {
  readonly #http: Server;
  /** Where connections come in: the same, or with TLS what sorts them before. */
  readonly #listener: NetServer;
  readonly #webSockets: WebSocketServer;
  readonly #web: Web;
  readonly #running = new Set<Promise<void>>();
  readonly #door: Door;
  #isOpen = false;

  constructor(
    readonly options: WebOptions,
    context: Context,
    admission: Admission,
    webSockets: WebSocketServer,
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
      events: new Events(context.hub.history),
      metrics: startMetrics(context),
      isOpen: () => this.#isOpen,
    };
    this.#webSockets = webSockets;
    this.#door = new Door(context, admission);
    this.#http = this.#createHttp();
    this.#listener = options.tls === undefined ? this.#http : this.#createSorter(options.tls);
    this.#listener.on("connection", (socket) => this.#door.enter(socket));
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
    if (this.#listener !== this.#http) this.#countAsListening();
    return (this.#listener.address() as AddressInfo).port;
  }

  /**
   * A server that gets its connections from another must be told that it listens: it looks for slow
   * connections only from that event on, and keeps none for a second request before.
   */
  #countAsListening(): void {
    Object.defineProperty(this.#http, "listening", { get: () => this.#isOpen });
    this.#http.emit("listening");
  }

  async serve(signal: AbortSignal): Promise<void> {
    const stopRearming = keepAccepting(this.#listener, this.#web.context);
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    }
    stopRearming();
    this.#isOpen = false;
    this.#web.metrics.stop();
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()));
    if (this.#listener !== this.#http) this.#http.close();
    this.#http.closeIdleConnections();
    // Whoever is still sending a request by then won't be heard any more.
    const { closeTimeoutMs } = this.#web.context.limits;
    const timer = setTimeout(() => this.#door.closeAll(), closeTimeoutMs);
    await Promise.all(this.#running);
    clearTimeout(timer);
    this.#door.closeAll();
    await closed;
  }

  #createHttp(): Server {
    const { limits } = this.options;
    const options: ServerOptions & UpgradeChoice = {
      maxHeaderSize: limits.headerMaxBytes,
      headersTimeout: Math.min(limits.headerTimeoutMs, limits.requestTimeoutMs),
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, limits.headerTimeoutMs),
      // Any other protocol is ignored, and the request answered as if it weren't offered.
      shouldUpgradeCallback: ({ headers }) => offersWebSocket(headers.upgrade),
    };
    const http = createServer(options);
    // Ends who doesn't read an answer; a stream of events is never silent for so long.
    http.setTimeout(Math.max(limits.requestTimeoutMs, 2 * limits.pingEveryMs + CHECK_EVERY_MS));
    http.on("request", (request, response) => {
      if (!this.#door.takes(request.socket, response)) return;
      toOriginForm(request);
      const refusal = this.#door.refusalOf(request.socket);
      if (refusal !== undefined) answerError(response, refusal);
      else this.#run(route(request, response, this.#web));
    });
    http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    http.on("clientError", (error, socket) => refuseGarbage(error, socket, this.options.tcpPort));
    return http;
  }

  #createSorter(tls: TlsOptions): NetServer {
    const { headerTimeoutMs } = this.options.limits;
    return createNetServer((socket) => {
      sortByFirstByte(socket, tls, headerTimeoutMs, {
        onHttp: (sorted) => {
          this.#door.carry(sorted, socket);
          this.#http.emit("connection", sorted);
        },
        onPlain: (plain) => endWith(plain, tlsNeeded()),
      });
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    socket.on("error", ignore);
    toOriginForm(request);
    const refusal = this.#door.refusalOf(request.socket) ?? this.#refusalOf(request);
    if (refusal !== undefined) return endWith(socket, refusal);
    // The library knows no list, and the other offers are ignored.
    request.headers.upgrade = "websocket";
    this.#webSockets.handleUpgrade(request, socket, head as never, (webSocket: WebSocket) => {
      const address = canonicalAddress(request.socket.remoteAddress ?? "");
      const remote = `web ${address}:${request.socket.remotePort ?? 0}`;
      this.#run(serveWebSocket(webSocket, socket, { address, remote }, this.#web));
    });
  }

  #refusalOf({ url = "", headers }: IncomingMessage): HttpError | undefined {
    if (!this.#isOpen) return new HttpError(503, "not-ready", "The server is going down.");
    if (url.split("?")[0] !== WEBSOCKET_PATH) {
      return new HttpError(404, "not-found", `The WebSocket is at ${WEBSOCKET_PATH}.`);
    }
    try {
      this.#web.origins.check({ origin: headers.origin, host: headers.host });
      return undefined;
    } catch (error) {
      return asHttpError(error);
    }
  }

  #run(served: Promise<void>): void {
    const settled = served.catch((error) => {
      this.#web.context.bugs.note("a connection of the web port", error);
    }).finally(() => this.#running.delete(settled));
    this.#running.add(settled);
  }
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

/** True where WebSocket is among the protocols that a client offers (RFC 9110 section 7.8). */
function offersWebSocket(upgrade = ""): boolean {
  return upgrade.split(",").some((offer) => offer.trim().toLowerCase() === "websocket");
}

function ignore(): void {}
