import { parseAddress, parseAddresses, showAddress } from "./address.ts";
import { Alarm } from "./alarm.ts";
import { type ClientOptions, DEFAULT_LIMITS, identityOf } from "./client_options.ts";
import { ClientCore, ClientError, type Host, KnownMessages } from "./core/mod.ts";
import { Inbox } from "./inbox.ts";
import { Uplinks } from "./uplinks/uplinks.ts";

/** The ways in which a call ends. */
interface Answer<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: ClientError) => void;
}

/**
 * Runs a {@linkcode ClientCore}: brings it sockets, a clock, an alarm and chance, and keeps its events
 * until a program reads them.
 */
export class CoreRunner {
  /** See {@linkcode Client.ready}. */
  readonly ready: Promise<void>;
  /** See {@linkcode Client.closed}. */
  readonly closed: Promise<ClientError | undefined>;
  readonly core: ClientCore;
  readonly inbox: Inbox;
  readonly known: KnownMessages;
  readonly #uplinks: Uplinks;
  readonly #alarm = new Alarm(() => this.act((nowMs) => this.core.tick(nowMs)));
  readonly #ready = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<ClientError | undefined>();
  readonly #idPrefix = crypto.randomUUID().slice(0, 13);
  #idCount = 0;

  /** @throws {ClientError} `address-invalid`. */
  constructor(urls: string | readonly string[], options: ClientOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const addresses = parseAddresses(typeof urls === "string" ? [urls] : urls);
    this.known = new KnownMessages(limits.knownMaxMessages);
    this.inbox = new Inbox(limits.inboxMaxEvents, () => {
      this.act((nowMs) => this.core.drained(nowMs));
    });
    this.#uplinks = new Uplinks({
      opened: () => this.act((nowMs) => this.core.opened(nowMs)),
      received: (value) => this.act((nowMs) => this.core.received(value, nowMs)),
      lost: (why) => this.act((nowMs) => this.core.lost(nowMs, why)),
      refused: (why) => this.act((nowMs) => this.core.unreachable(nowMs, why)),
    }, options.caCerts ?? []);
    const uplink = {
      addresses: addresses.map(showAddress),
      isLossy: addresses[0].kind === "udp",
    };
    this.core = new ClientCore(identityOf(options), limits, uplink, this.#host());
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    // A caller that never awaits `ready` learns of a failure by `closed` or the iterator's end.
    this.ready.catch(() => {});
    this.act((nowMs) => this.core.start(nowMs));
  }

  /** Runs one step of the core, and sets the alarm for its next one. */
  act(step: (nowMs: number) => void): void {
    step(performance.now());
    this.#alarm.set(this.core.nextMs());
  }

  /** Runs a step that the hub answers, and resolves with the answer. */
  ask<T>(start: (answer: Answer<T>, nowMs: number) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.act((nowMs) => start({ resolve, reject }, nowMs));
    });
  }

  /** See {@linkcode Client.close}. */
  async close(): Promise<void> {
    this.act((nowMs) => this.core.close(nowMs));
    await this.closed;
    await this.#uplinks.ended();
  }

  #host(): Host {
    return {
      connect: (address) => this.#uplinks.open(parseAddress(address)),
      disconnect: () => this.#uplinks.close(),
      send: (message) => this.#uplinks.send(message),
      emit: (event) => {
        if (event.event === "state" && event.state === "online") this.#ready.resolve();
        if (event.event === "gap") this.known.clear();
        this.inbox.push(event.event === "message" ? this.known.meet(event) : event);
      },
      free: () => this.inbox.free,
      hasCapacity: () => this.inbox.hasCapacity,
      newId: () => `${this.#idPrefix}-${++this.#idCount}`,
      random: Math.random,
      ended: (error) => this.#end(error),
    };
  }

  #end(error: ClientError | undefined): void {
    this.inbox.end();
    this.#closed.resolve(error);
    this.#ready.reject(error ?? new ClientError("closed", "The client was closed."));
    this.#alarm.stop();
  }
}
