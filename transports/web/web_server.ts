import { createServer, type IncomingMessage, type Server, type ServerOptions } from "node:http";
import {
  type AddressInfo,
  createServer as createNetServer,
  type Server as NetServer,
} from "node:net";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { Events } from "../../protocol/mod.ts";
import type { Admission } from "../admission/admission.ts";
import { AddressRates } from "../admission/address_rates.ts";
import { keepAccepting } from "../admission/node_listener.ts";
import type { Context } from "../context.ts";
import type { ProxiedListenOptions } from "../stream/tcp.ts";
import { ForwardedError, type WebClient, webClientOf } from "../proxies/web_client.ts";
import type { TlsOptions } from "../tls/tls.ts";
import { answerError } from "./http/answer.ts";
import { endWithError, refuseMalformed, tlsRequired } from "./http/final_response.ts";
import { sortByFirstByte } from "./http/first_byte.ts";
import { type Ending, HttpAdmission } from "./http/http_admission.ts";
import { asHttpError, HttpError } from "./http/http_error.ts";
import { Origins } from "./http/origin.ts";
import { hostRefusal } from "./http/host.ts";
import { toOriginForm } from "./http/target.ts";
import type { WebSettings } from "./limits.ts";
import { startMetrics } from "./metrics/metrics.ts";
import { route } from "./routes/routes.ts";
import { ircKindOf, serveWebSocket } from "./socket/websocket.ts";
import { type WebContext, WEBSOCKET_PATH } from "./web_context.ts";

/** The longest time between two checks for slow requests, in milliseconds. */
const CHECK_EVERY_MS = 1_000;

/** The options of the web port. */
export interface WebOptions extends ProxiedListenOptions {
  readonly settings: WebSettings;
  /** The TCP port, which a refused client without HTTP may have meant; undefined if TCP is off. */
  readonly tcpPort: number | undefined;
  /** Undefined: no TLS. */
  readonly tls: TlsOptions | undefined;
}

/** The option that chooses among offered protocols (RFC 9110 section 7.8). The types lack it. */
interface UpgradeChoice {
  readonly shouldUpgradeCallback: (request: IncomingMessage) => boolean;
}

/** The web port: accepts connections, and runs each request and WebSocket to its end. */
export class WebServer {
  readonly #http: Server;
  /** Accepts connections: the HTTP server itself, or with TLS a server that decrypts them first. */
  readonly #listener: NetServer;
  readonly #webSockets: WebSocketServer;
  readonly #web: WebContext;
  readonly #running = new Set<Promise<void>>();
  readonly #admission: HttpAdmission;
  #isOpen = false;

  constructor(
    readonly options: WebOptions,
    context: Context,
    admission: Admission,
    webSockets: WebSocketServer,
  ) {
    const { settings, hostname } = options;
    const { limits } = context;
    const { hookRatePerMinute } = settings.limits;
    const origins = new Origins(settings.allowedOrigins, hostname);
    const rates = new AddressRates({
      get rate() {
        return limits.rate;
      },
      maxAddresses: settings.limits.rateMaxAddresses,
    });
    this.#web = {
      context,
      settings,
      origins,
      rates,
      hookRates: new AddressRates({
        rate: { perSecond: hookRatePerMinute / 60, burst: hookRatePerMinute },
        maxAddresses: context.hub.limits.maxHooks,
      }),
      events: new Events(context.hub.history),
      metrics: startMetrics(context),
      isOpen: () => this.#isOpen,
    };
    this.#webSockets = webSockets;
    this.#admission = new HttpAdmission(context, admission, options.proxies);
    this.#http = this.#createHttp();
    this.#listener = options.tls === undefined ? this.#http : this.#createSorter(options.tls);
    this.#listener.on("connection", (socket) => this.#admission.admit(socket));
  }

  /**
   * Binds the port.
   *
   * @returns Its number.
   * @throws {Deno.errors.AddrInUse} Or another error that the system has for the address.
   */
  async listen(): Promise<number> {
    const { hostname: host, port, reusePort = false } = this.options;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#listener.once("error", reject);
        this.#listener.listen({ host, port, reusePort }, () => {
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
   * Tells the HTTP server that it listens, though it gets its connections from another server: Node
   * checks for slow connections, and keeps connections for further requests, only after that event.
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
    // A request that is still incomplete by then is dropped.
    const { closeTimeoutMs } = this.#web.context.limits;
    const timer = setTimeout(() => this.#admission.closeAll(), closeTimeoutMs);
    await Promise.all(this.#running);
    clearTimeout(timer);
    this.#admission.closeAll();
    await closed;
  }

  #createHttp(): Server {
    const { limits } = this.options.settings;
    const options: ServerOptions & UpgradeChoice = {
      maxHeaderSize: limits.headerMaxBytes,
      // Node's own refusal has no sentence.
      requireHostHeader: false,
      headersTimeout: Math.min(limits.headerTimeoutMs, limits.requestTimeoutMs),
      // A file may take hours, so each reader of a body looks after its time.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(CHECK_EVERY_MS, limits.headerTimeoutMs),
      // An offer of any other protocol is ignored, and the request answered without it.
      shouldUpgradeCallback: ({ headers }) => offersWebSocket(headers.upgrade),
    };
    const http = createServer(options);
    // Ends a client that doesn't read its answer. An event stream is never silent for so long.
    http.setTimeout(Math.max(limits.requestTimeoutMs, 2 * limits.pingEveryMs + CHECK_EVERY_MS));
    http.on("request", (request, response) => {
      if (!this.#admission.accept(request.socket, response)) return;
      toOriginForm(request);
      const client = this.#admit(request, response);
      if (client instanceof HttpError) answerError(response, client);
      else this.#run(route(request, response, client, this.#web));
    });
    http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    http.on("clientError", (error, socket) => refuseMalformed(error, socket, this.options.tcpPort));
    return http;
  }

  #createSorter(tls: TlsOptions): NetServer {
    const { headerTimeoutMs } = this.options.settings.limits;
    return createNetServer((socket) => {
      sortByFirstByte(socket, tls, headerTimeoutMs, {
        onHttp: (sorted) => {
          this.#admission.linkCarrier(sorted, socket);
          this.#http.emit("connection", sorted);
        },
        onPlain: (plain) => endWithError(plain, tlsRequired()),
      });
    });
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Uint8Array): void {
    socket.on("error", ignore);
    toOriginForm(request);
    const client = this.#admit(request, socket);
    const refusal = client instanceof HttpError ? client : this.#refusalOf(request);
    if (refusal !== undefined) return endWithError(socket, refusal);
    const { address, remote } = client as WebClient;
    // The library accepts no list of offers, and the other offers are ignored.
    request.headers.upgrade = "websocket";
    this.#webSockets.handleUpgrade(request, socket, head as never, (webSocket: WebSocket) => {
      const origin = { address, remote: `web ${remote}` };
      this.#run(serveWebSocket(webSocket, socket, origin, this.#web));
    });
  }

  /** Returns the client of a request, or the reason to refuse it. */
  #admit(request: IncomingMessage, stream: Ending): WebClient | HttpError {
    const refusal = this.#admission.refusalOf(request.socket) ?? hostRefusal(request);
    if (refusal !== undefined) return refusal;
    try {
      const client = webClientOf(request, this.options.proxies);
      return this.#admission.admitRequest(client, stream) ?? client;
    } catch (error) {
      if (error instanceof ForwardedError) return new HttpError(400, "bad-request", error.message);
      throw error;
    }
  }

  #refusalOf({ url = "", headers }: IncomingMessage): HttpError | undefined {
    if (!this.#isOpen) return new HttpError(503, "not-ready", "The server is going down.");
    const offers = String(headers["sec-websocket-protocol"] ?? "").split(",");
    // IRC clients have paths of their own, and some ask for none.
    const isIrc = offers.some((offer) => ircKindOf(offer.trim()) !== undefined);
    if (!isIrc && url.split("?")[0] !== WEBSOCKET_PATH) {
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
    const running = served.catch((error) => {
      this.#web.context.bugs.log("a connection of the web port", error);
    }).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

/** Returns the system's error for an address as the error class that Deno's own listeners throw. */
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

/** True if a client offers the WebSocket protocol, perhaps among others (RFC 9110 section 7.8). */
function offersWebSocket(upgrade = ""): boolean {
  return upgrade.split(",").some((offer) => offer.trim().toLowerCase() === "websocket");
}

function ignore(): void {}
