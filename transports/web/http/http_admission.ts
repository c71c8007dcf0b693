import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { canonicalAddress } from "../../../hub/mod.ts";
import type { Admission } from "../../admission/admission.ts";
import type { Context } from "../../context.ts";
import { HttpError } from "./http_error.ts";
import { FINISH_MAX_MS } from "./last_words.ts";

/** Requests that a connection may send ahead of their answers; browsers send none. */
const AHEAD_MAX = 4;

/** Lets connections in as far as there is room, over all transports, and knows those there are. */
export class Door {
  readonly #sockets = new Set<Socket>();
  /** The connections that carry TLS, by what they carry. */
  readonly #carriers = new WeakMap<object, Socket>();
  /** Connections that are one too many, and why: their first request is answered with that. */
  readonly #refused = new WeakMap<object, HttpError>();

  /** Answers under way, by connection. */
  readonly #unanswered = new WeakMap<Socket, number>();

  constructor(readonly context: Context, readonly admission: Admission) {}

  /** Counts a connection, or sees to it that it ends soon. */
  enter(socket: Socket): void {
    const { context, admission } = this;
    const address = canonicalAddress(socket.remoteAddress ?? "");
    // Whatever goes wrong with it ends in "close".
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

  /** Notes that what is asked over one connection is carried by another. */
  carry(carried: object, carrier: Socket): void {
    if (carried !== carrier) this.#carriers.set(carried, carrier);
  }

  /** Why nothing may be asked over this connection; undefined where something may. */
  refusalOf(socket: object): HttpError | undefined {
    return this.#refused.get(this.#carriers.get(socket) ?? socket);
  }

  /**
   * Whether another request is taken from this connection. One that asks on and on and doesn't read
   * the answers is ended: they would pile up.
   */
  takes(socket: Socket, response: ServerResponse): boolean {
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
