import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { canonicalAddress } from "../../../hub/mod.ts";
import type { Admission } from "../../admission/admission.ts";
import type { Context } from "../../context.ts";
import { HttpError } from "./http_error.ts";
import { FINISH_MAX_MS } from "./final_response.ts";

/** Requests that a connection may send ahead of their answers; browsers send none. */
const AHEAD_MAX = 4;

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

  constructor(readonly context: Context, readonly admission: Admission) {}

  /** Admits a connection, or refuses it and ends it soon. */
  admit(socket: Socket): void {
    const { context, admission } = this;
    const address = canonicalAddress(socket.remoteAddress ?? "");
    // Every error is followed by "close", which does the work.
    socket.on("error", () => {});
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    const ban = context.hub.bans.refusalOf(address, context.now());
    const refusal = ban ?? admission.admit(address);
    if (refusal === undefined) {
      // Small messages must not wait for an ack of the one before (RFC 896).
      socket.setNoDelay(true);
      socket.setKeepAlive(true, context.limits.tcpKeepAliveMs);
      socket.once("close", () => admission.release(address));
      return;
    }
    const [status, code, kind] = ban === undefined
      ? [503, "peer-limit", "limit"] as const
      : [403, "banned", "ban"] as const;
    const seen = { transport: "web", address, remote: `web ${address}` } as const;
    context.refusals.add({ ...seen, kind, sentence: refusal }, context.now());
    this.#refuse(socket, new HttpError(status, code, refusal, { Connection: "close" }));
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
