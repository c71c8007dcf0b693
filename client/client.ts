import { foldName, type Notice } from "../hub/mod.ts";
import { parseAddress, parseAddresses, showAddress } from "./address.ts";
import { Alarm } from "./alarm.ts";
import { type ClientOptions, DEFAULT_LIMITS, identityOf } from "./client_options.ts";
import {
  ClientCore,
  ClientError,
  type ClientEvent,
  type ClientState,
  type HistoryPage,
  type Host,
  isOwnMove,
  type Message,
} from "./core/mod.ts";
import { Inbox } from "./inbox.ts";
import { Uplinks } from "./uplinks/uplinks.ts";

/**
 * A peer of a hub, made by {@linkcode connect}. The client stays a peer over lost connections: it
 * connects again with growing delays, resumes its session, has missed messages replayed, and sends
 * again the messages that weren't acknowledged.
 */
export class Client implements AsyncIterable<ClientEvent>, AsyncDisposable {
  /**
   * Resolves when the hub has welcomed the client and it is in its rooms; rejects with a
   * {@linkcode ClientError} if that fails.
   */
  readonly ready: Promise<void>;
  /** Resolves when the client has ended; with an error if nobody asked for the end. */
  readonly closed: Promise<ClientError | undefined>;
  readonly #core: ClientCore;
  readonly #inbox: Inbox;
  readonly #uplinks: Uplinks;
  readonly #alarm = new Alarm(() => this.#act((nowMs) => this.#core.tick(nowMs)));
  readonly #ready = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<ClientError | undefined>();
  readonly #idPrefix = crypto.randomUUID().slice(0, 13);
  #idCount = 0;

  /**
   * Use {@linkcode connect}; the constructor is for programs that show the first attempt, too.
   *
   * @throws {ClientError} `address-invalid`.
   */
  constructor(urls: string | readonly string[], options: ClientOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const addresses = parseAddresses(typeof urls === "string" ? [urls] : urls);
    this.#inbox = new Inbox(limits.inboxMaxEvents, () => {
      this.#act((nowMs) => this.#core.drained(nowMs));
    });
    this.#uplinks = new Uplinks({
      opened: () => this.#act((nowMs) => this.#core.opened(nowMs)),
      received: (value) => this.#act((nowMs) => this.#core.received(value, nowMs)),
      lost: (why) => this.#act((nowMs) => this.#core.lost(nowMs, why)),
      refused: (why) => this.#act((nowMs) => this.#core.unreachable(nowMs, why)),
    }, options.caCerts ?? []);
    const uplink = {
      addresses: addresses.map(showAddress),
      isLossy: addresses[0].kind === "udp",
    };
    this.#core = new ClientCore(identityOf(options), limits, uplink, this.#host());
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    // A caller that never awaits `ready` learns of a failure by `closed` or the iterator's end.
    this.ready.catch(() => {});
    this.#act((nowMs) => this.#core.start(nowMs));
  }

  /** The name, as the hub spells it. */
  get name(): string {
    return this.#core.resumePoint.name;
  }

  /** The address of the hub that the client is connected to, or tries. */
  get address(): string {
    return this.#core.address;
  }

  /** The room in which `say` speaks without `to`. */
  get room(): string {
    return this.#core.membership.current;
  }

  /** The rooms that the client is in. */
  get rooms(): readonly string[] {
    return this.#core.membership.rooms;
  }

  get state(): ClientState {
    return this.#core.state;
  }

  /** The number of messages that aren't acknowledged yet. */
  get unacked(): number {
    return this.#core.unacked;
  }

  /**
   * Says a text and resolves when the hub has acknowledged it.
   *
   * Without a connection the text waits for one. The client sends it with the same `id` until the
   * hub acknowledges it; the hub routes it once, as long as it remembers ids (10 minutes unless its
   * operator chose otherwise).
   *
   * @param text Any text; a leading slash makes no command of it. See {@linkcode Client.command}.
   * @param options `to`: a peer's name or `#room`; default: {@linkcode Client.room}.
   * @returns The message's number, its `seq`.
   * @throws {ClientError} The hub's refusal, or `queue-full`, or `closed`; `not-in-room` without `to`
   * while the client is in no room.
   */
  say(text: string, options: { readonly to?: string } = {}): Promise<number> {
    return this.#ask((completion, nowMs) =>
      this.#core.say({ text, to: options.to }, completion, nowMs)
    );
  }

  /**
   * Enters a room, and creates it if it doesn't exist; `say` speaks there from now on. A text that is
   * said `to` this room meanwhile waits for the hub's answer; if the hub refuses, the text is refused.
   *
   * @throws {ClientError} `room-limit`, `room-name-invalid`, `closed`.
   */
  async join(room: string): Promise<void> {
    const isAnswer = (notice: Notice) => isOwnMove(notice, "join", room, this.name);
    await this.#request(`/join ${room}`, isAnswer, { enters: foldName(room) });
    this.#core.membership.speakIn(room);
  }

  /**
   * Leaves a room. Does nothing if the client isn't in it.
   *
   * @throws {ClientError} `room-unknown`, `closed`.
   */
  part(room: string): Promise<void> {
    return this.#request(`/part ${room}`, (notice) => isOwnMove(notice, "leave", room, this.name));
  }

  /**
   * Changes the name.
   *
   * @throws {ClientError} `name-taken`, or another reason why the name isn't accepted.
   */
  async rename(name: string): Promise<void> {
    const wanted = name.normalize("NFC");
    if (wanted === this.name) return;
    await this.#request(
      `/nick ${name}`,
      (notice) =>
        notice.event === "rename" && notice.now === wanted ||
        notice.event === "welcome" && notice.you === wanted,
    );
  }

  /**
   * Returns earlier messages of a room that the client is in, its own included.
   *
   * @param options `room` is {@linkcode Client.room} by default, `count` 20, at most 1,000.
   * @throws {ClientError} `not-in-room`, `room-unknown`, `closed`.
   */
  history(
    { room = this.room, count = 20 }: { readonly room?: string; readonly count?: number } = {},
  ): Promise<HistoryPage> {
    return this.#ask<HistoryPage>((completion, nowMs) =>
      this.#core.history({ room, count, ...completion }, nowMs)
    );
  }

  /**
   * Sends a command as a person types it, like `/who`. The hub's answer comes as an event.
   *
   * @throws {ClientError} `offline` or `closed`.
   */
  command(line: string): void {
    this.#act((nowMs) => this.#core.command(line, nowMs));
  }

  /** Makes `say` speak in this room from now on; the client must be in it. */
  speakIn(room: string): void {
    this.#core.membership.speakIn(room);
  }

  /**
   * Waits for acknowledgements (at most `closeTimeoutMs`), says goodbye and ends. Messages that stay
   * unacknowledged are refused with `closed`.
   */
  async close(): Promise<void> {
    this.#act((nowMs) => this.#core.close(nowMs));
    await this.closed;
    await this.#uplinks.ended();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Yields events from the beginning on, until the client is closed. Several loops share the events;
   * a new loop goes on where the earlier one ended.
   */
  [Symbol.asyncIterator](): AsyncIterator<ClientEvent, undefined> {
    return { next: () => this.#inbox.next() };
  }

  /** Yields messages only; notices are passed over. */
  async *messages(): AsyncGenerator<Message, void> {
    for await (const event of this) if (event.event === "message") yield event;
  }

  #request(
    line: string,
    isAnswer: (notice: Notice) => boolean,
    room: { readonly enters?: string } = {},
  ): Promise<void> {
    return this.#ask((completion, nowMs) =>
      this.#core.request({
        line,
        isAnswer,
        ...room,
        isFine: (code) => line.startsWith("/part") && code === "not-in-room",
        ...completion,
      }, nowMs)
    );
  }

  #ask<T>(
    start: (
      completion: { resolve: (value: T) => void; reject: (error: ClientError) => void },
      nowMs: number,
    ) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#act((nowMs) => start({ resolve, reject }, nowMs));
    });
  }

  /** Runs one step of the core, and sets the alarm for its next one. */
  #act(step: (nowMs: number) => void): void {
    step(performance.now());
    this.#alarm.set(this.#core.nextMs());
  }

  #host(): Host {
    return {
      connect: (address) => this.#uplinks.open(parseAddress(address)),
      disconnect: () => this.#uplinks.close(),
      send: (message) => this.#uplinks.send(message),
      emit: (event) => {
        if (event.event === "state" && event.state === "online") this.#ready.resolve();
        this.#inbox.push(event);
      },
      free: () => this.#inbox.free,
      hasCapacity: () => this.#inbox.hasCapacity,
      newId: () => `${this.#idPrefix}-${++this.#idCount}`,
      random: Math.random,
      ended: (error) => this.#end(error),
    };
  }

  #end(error: ClientError | undefined): void {
    this.#inbox.end();
    this.#closed.resolve(error);
    this.#ready.reject(error ?? new ClientError("closed", "The client was closed."));
    this.#alarm.stop();
  }
}

/**
 * Returns a client that the hub has welcomed.
 *
 * @param urls `tcp://host:port`, `tls://host:port`, `udp://host:port`, `unix:/path`, or just a host; or
 * a list of addresses of one hub, at most 16, of which the first is tried first. Where the connection to
 * one is lost, the client goes on at another one at once.
 * @throws {ClientError} The hub's refusal (`name-taken`, …), `unreachable`, or `address-invalid`.
 */
export async function connect(
  urls: string | readonly string[],
  options: ClientOptions,
): Promise<Client> {
  const client = new Client(urls, options);
  try {
    await client.ready;
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}
