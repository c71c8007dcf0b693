import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { canonicalAddress } from "../../../hub/mod.ts";
import { type Admission, PROXY_ADDRESS } from "../../admission/admission.ts";
import type { Context } from "../../context.ts";
import type { TrustedProxies } from "../../proxies/trusted_proxies.ts";
import type { WebClient } from "../../proxies/web_client.ts";
import { HttpError } from "./http_error.ts";
import { FINISH_MAX_MS } from "./final_response.ts";

/** Requests that a connection may send ahead of their answers; browsers send none. */
const AHEAD_MAX = 4;

/** A response or a socket, which ends with this event. */
export interface Ending {
  once(event: "close", onClose: () => void): unknown;
}

/** Admits connections of the web port within the limits that all transports share, and holds those
 * that are open. */
export class HttpAdmission {
  readonly #sockets = new Set<Socket>();
  /** The encrypted connections, by their decrypted sides. */
  readonly #carriers = new WeakMap<object, Socket>();
  /** Refused connections with their refusals, which answer the first request. */
  readonly #refused = new WeakMap<object, HttpError>();
  /** The number of answers under way, by connection. */
  readonly #unanswered = new WeakMap<Socket, number>();

  constructor(
    readonly context: Context,
    readonly admission: Admission,
    readonly proxies: TrustedProxies,
  ) {}

  /**
   * Admits a connection, or refuses it and ends it soon. The clients of a trusted proxy are admitted
   * with each request.
   */
  admit(socket: Socket): void {
    const { context, admission, proxies } = this;
    const peer = canonicalAddress(socket.remoteAddress ?? "");
    const isProxy = proxies.trusts(peer);
    const address = isProxy ? PROXY_ADDRESS : peer;
    // Every error is followed by "close", which does the work.
    socket.on("error", () => {});
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const ban = isProxy ? undefined : context.hub.bans.refusalOf(peer, context.now());
    const refusal = ban ?? admission.admit(address);
    if (refusal === undefined) {
      // Small messages must not wait for an ack of the one before (RFC 896).
      socket.setNoDelay(true);
      socket.setKeepAlive(true, context.limits.tcpKeepAliveMs);
      socket.once("close", () => admission.release(address));
      return;
    }
    const kind = ban === undefined ? "limit" : "ban";
    const error = this.#refusal({ address: peer, remote: peer }, kind, refusal);
    this.#refuse(socket, new HttpError(error.status, error.code, refusal, { Connection: "close" }));
  }

  /**
   * Admits a request or WebSocket of a client behind a trusted proxy; all others are admitted with
   * their connections.
   *
   * @returns The refusal, if the client is banned or has too many of them.
   */
  admitRequest(client: WebClient, stream: Ending): HttpError | undefined {
    if (!client.isProxied) return undefined;
    const { context, admission } = this;
    const { address } = client;
    const ban = context.hub.bans.refusalOf(address, context.now());
    if (ban !== undefined) return this.#refusal(client, "ban", ban);
    const sentence = admission.admitRequest(address);
    if (sentence !== undefined) return this.#refusal(client, "limit", sentence);
    stream.once("close", () => admission.releaseRequest(address));
    return undefined;
  }

  /** Logs a refusal, and returns it. */
  #refusal(
    { address, remote }: Pick<WebClient, "address" | "remote">,
    kind: "ban" | "limit",
    sentence: string,
  ): HttpError {
    const { context } = this;
    const refused = { transport: "web", address, remote: `web ${remote}`, kind, sentence } as const;
    context.refusals.add(refused, context.now());
    return kind === "ban"
      ? new HttpError(403, "banned", sentence)
      : new HttpError(503, "peer-limit", sentence);
  }

  /** Links a decrypted connection to the encrypted connection that carries it. */
  linkCarrier(carried: object, carrier: Socket): void {
    if (carried !== carrier) this.#carriers.set(carried, carrier);
  }

  /** Returns the refusal of a connection; undefined if the connection was admitted. */
  refusalOf(socket: object): HttpError | undefined {
    return this.#refused.get(this.#carriers.get(socket) ?? socket);
  }

  /**
   * Counts a request of a connection. Destroys the connection and returns false if too many answers
   * are under way: a client that sends requests and reads no answers would fill the memory.
   */
  accept(socket: Socket, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    const unanswered = (this.#unanswered.get(socket) ?? 0) + 1;
    if (unanswered > AHEAD_MAX) {
      socket.destroy();
      return false;
    }
    this.#unanswered.set(socket, unanswered);
    response.once("close", () => {
      this.#unanswered.set(socket, (this.#unanswered.get(socket) ?? 1) - 1);
    });
    return true;
  }

  closeAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #refuse(socket: Socket, refusal: HttpError): void {
    const { admission } = this;
    if (!admission.beginFarewell()) {
      socket.destroy();
      return;
    }
    this.#refused.set(socket, refusal);
    const timer = setTimeout(() => socket.destroy(), FINISH_MAX_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      admission.endFarewell();
    });
  }
}
