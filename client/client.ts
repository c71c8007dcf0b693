import { foldName, type Notice } from "../hub/mod.ts";
import { parseAddress } from "./address.ts";
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
import { Links } from "./links/links.ts";

/**
 * A peer of a hub. It stays one over lost connections: it connects again with growing delays, takes
 * its session up, has what it missed replayed, and says again what wasn't acknowledged. Made by
 * {@linkcode connect}.
 */
export class Client implements AsyncIterable<ClientEvent>, AsyncDisposable {
  /**
   * Resolves when the hub has welcomed the client and it is in its rooms; rejects with a
   * {@linkcode ClientError} where that can't be.
   */
  readonly ready: Promise<void>;
  /** Resolves when it is over; with an error where nobody asked for it. */
  readonly closed: Promise<ClientError | undefined>;
  readonly #core: ClientCore;
  readonly #inbox: Inbox;
  readonly #links: Links;
  readonly #alarm = new Alarm(() => this.#act((nowMs) => this.#core.tick(nowMs)));
  readonly #ready = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<ClientError | undefined>();
  readonly #idPrefix = crypto.randomUUID().slice(0, 13);
  #idCount = 0;

  /**
   * Use {@linkcode connect}; this is for who wants to see the first attempt, too.
   *
   * @throws {ClientError} `address-invalid`.
   */
  constructor(url: string, options: ClientOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const address = parseAddress(url);
    this.#inbox = new Inbox(limits.inboxMaxEvents, () => {
      this.#act((nowMs) => this.#core.drained(nowMs));
    });
    this.#links = new Links(address, {
      opened: () => this.#act((nowMs) => this.#core.opened(nowMs)),
      received: (value) => this.#act((nowMs) => this.#core.received(value, nowMs)),
      lost: (why) => this.#act((nowMs) => this.#core.lost(nowMs, why)),
      refused: (why) => this.#act((nowMs) => this.#core.unreachable(nowMs, why)),
    }, options.caCerts ?? []);
    const isLossy = address.kind === "udp";
    this.#core = new ClientCore(identityOf(options), limits, { isLossy }, this.#host());
    this.ready = this.#ready.promise;
    this.closed = this.#closed.promise;
    // A caller that never awaits it hears of a failure by `closed` or by the iterator's end.
    this.ready.catch(() => {});
    this.#act((nowMs) => this.#core.start(nowMs));
  }

  /** The name, as the hub has it. */
  get name(): string {
    return this.#core.resumePoint.name;
  }

  /** The room in which `say` speaks if it isn't told. */
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
   * Says something.
   *
   * While there is no connection it waits for one; it is sent again, with the same `id`, until the
   * hub acknowledges it, and routed once (for as long as the hub remembers ids: 10 minutes unless
   * its operator chose otherwise).
   *
   * @param text Any text; a leading slash makes no command of it. See {@linkcode Client.command}.
   * @param options `to`: a peer's name or `#room`; default: {@linkcode Client.room}.
   * @returns The number under which the hub keeps it.
   * @throws {ClientError} The hub's refusal, or `queue-full`, or `closed`; `not-in-room` where no
   * `to` is given and the client is in no room.
   */
  say(text: string, options: { readonly to?: string } = {}): Promise<number> {
    return this.#ask((completion, nowMs) => this.#core.say(text, options.to, completion, nowMs));
  }

  /**
   * Enters a room and speaks there from now on. It is created where it doesn't exist. A text that is
   * said meanwhile `to` this room waits for the hub's answer, and is refused with it.
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
   * @throws {ClientError} `name-taken`, or what is wrong with it.
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
   * Reads what was said in a room that the client is in, its own words included.
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
   * Gives a command as a person types it, like `/who`. The hub's answer comes as an event.
   *
   * @throws {ClientError} `offline` or `closed`.
   */
  command(line: string): void {
    this.#act((nowMs) => this.#core.command(line, nowMs));
  }

  /** From now on `say` speaks in this room; the client has to be in it. */
  speakIn(room: string): void {
    this.#core.membership.speakIn(room);
  }

  /**
   * Waits for what isn't acknowledged (at most `closeTimeoutMs`), says goodbye and ends. What stays
   * unacknowledged is refused with `closed`.
   */
  async close(): Promise<void> {
    this.#act((nowMs) => this.#core.close(nowMs));
    await this.closed;
    await this.#links.ended();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Yields what happens, from the beginning on; it ends when the client is closed. Several loops
   * share the events, and a new one goes on where the one before ended.
   */
  [Symbol.asyncIterator](): AsyncIterator<ClientEvent, undefined> {
    return { next: () => this.#inbox.next() };
  }

  /** The messages alone; notices are passed over. */
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

  /** Lets the core do something now, and sees to what it has to do next. */
  #act(step: (nowMs: number) => void): void {
    step(performance.now());
    this.#alarm.set(this.#core.nextMs());
  }

  #host(): Host {
    return {
      connect: () => this.#links.open(),
      disconnect: () => this.#links.close(),
      send: (message) => this.#links.send(message),
      emit: (event) => {
        if (event.event === "state" && event.state === "online") this.#ready.resolve();
        this.#inbox.push(event);
      },
      free: () => this.#inbox.free,
      hasCapacity: () => this.#inbox.isRoomy,
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
 * Connects to a hub and waits for its welcome.
 *
 * @param url `tcp://host:port`, `tls://host:port`, `udp://host:port`, `unix:/path`, or just a host.
 * @throws {ClientError} The hub's refusal (`name-taken`, …), `unreachable`, or `address-invalid`.
 */
export async function connect(url: string, options: ClientOptions): Promise<Client> {
  const client = new Client(url, options);
  try {
    await client.ready;
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}
