import type { Notice } from "../hub/mod.ts";
import { type Address, parseAddress } from "./address.ts";
import { ClientError } from "./client_error.ts";
import { type ClientOptions, DEFAULT_LIMITS } from "./client_options.ts";
import { Conversation } from "./conversation.ts";
import type { ClientEvent, ClientState, HistoryPage, Message } from "./event.ts";
import { Inbox } from "./inbox.ts";
import type { ClientLink, LinkEvents } from "./link.ts";
import { isOwn } from "./seat.ts";
import { StreamLink } from "./stream_link.ts";
import { UdpLink } from "./udp_link.ts";

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
  readonly #address: Address;
  readonly #caCerts: readonly string[];
  readonly #conversation: Conversation;
  readonly #inbox: Inbox;
  readonly #idPrefix = crypto.randomUUID().slice(0, 13);
  readonly #links = new Set<Promise<void>>();
  #idCount = 0;
  #link: ClientLink | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerMs = Infinity;
  #resolveReady = (): void => {};
  #rejectReady = (_error: ClientError): void => {};
  #resolveClosed = (_error: ClientError | undefined): void => {};

  /**
   * Use {@linkcode connect}; this is for who wants to see the first attempt, too.
   *
   * @throws {ClientError} `address-invalid`.
   */
  constructor(url: string, options: ClientOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options };
    const { name, password, token, rooms = [], since } = options;
    const identity = {
      name,
      rooms,
      since,
      ...(password !== undefined && { password }),
      ...(token !== undefined && { token }),
    };
    this.#address = parseAddress(url);
    this.#caCerts = options.caCerts ?? [];
    this.#inbox = new Inbox(limits.inboxMaxEvents, () => {
      this.#conversation.drained(Date.now());
      this.#arm();
    });
    const isLossy = this.#address.kind === "udp";
    this.#conversation = new Conversation(identity, limits, { isLossy }, this.#host());
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    this.closed = new Promise((resolve) => this.#resolveClosed = resolve);
    // Who never awaits it hears of a failure by `closed` or by the iterator's end.
    this.ready.catch(() => {});
    this.#conversation.start(Date.now());
    this.#arm();
  }

  /** The name, as the hub has it. */
  get name(): string {
    return this.#conversation.session.name;
  }

  /** Where `say` speaks if it isn't told. */
  get room(): string {
    return this.#conversation.seat.current;
  }

  /** The rooms one is in. */
  get rooms(): readonly string[] {
    return this.#conversation.seat.rooms;
  }

  get state(): ClientState {
    return this.#conversation.state;
  }

  /** How many messages aren't acknowledged yet. */
  get unacked(): number {
    return this.#conversation.unacked;
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
   * @throws {ClientError} The hub's refusal, or `queue-full`, or `closed`.
   */
  say(text: string, options: { readonly to?: string } = {}): Promise<number> {
    return this.#do((settle) => this.#conversation.say(text, options.to, settle, Date.now()));
  }

  /**
   * Enters a room and speaks there from now on. It is created where it doesn't exist.
   *
   * @throws {ClientError} `room-limit`, `room-name-invalid`, `closed`.
   */
  async join(room: string): Promise<void> {
    await this.#request(`/join ${room}`, (notice) => isOwn(notice, "join", room, this.name));
    this.#conversation.seat.speakIn(room);
  }

  /**
   * Leaves a room; one that one isn't in is left already.
   *
   * @throws {ClientError} `room-unknown`, `closed`.
   */
  part(room: string): Promise<void> {
    return this.#request(`/part ${room}`, (notice) => isOwn(notice, "leave", room, this.name));
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
   * Reads what was said in a room that one is in, one's own words included.
   *
   * @param options `room` is {@linkcode Client.room} by default, `count` 20, at most 1,000.
   * @throws {ClientError} `not-in-room`, `room-unknown`, `closed`.
   */
  history(
    { room = this.room, count = 20 }: { readonly room?: string; readonly count?: number } = {},
  ): Promise<HistoryPage> {
    return this.#do<HistoryPage>((settle) =>
      this.#conversation.history({ room, count, ...settle }, Date.now())
    );
  }

  /**
   * Gives a command as one would type it, like `/who`. What the hub answers comes as an event.
   *
   * @throws {ClientError} `offline` or `closed`.
   */
  command(line: string): void {
    this.#conversation.command(line, Date.now());
    this.#arm();
  }

  /** From now on `say` speaks in this room, which one has to be in. */
  speakIn(room: string): void {
    this.#conversation.seat.speakIn(room);
  }

  /**
   * Waits for what isn't acknowledged (at most `closeTimeoutMs`), says goodbye and ends. What stays
   * unacknowledged is refused with `closed`.
   */
  async close(): Promise<void> {
    this.#conversation.close(Date.now());
    this.#arm();
    await this.closed;
    await Promise.all(this.#links);
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

  #request(line: string, isAnswer: (notice: Notice) => boolean): Promise<void> {
    return this.#do((settle) =>
      this.#conversation.request({
        line,
        isAnswer,
        isFine: (code) => line.startsWith("/part") && code === "not-in-room",
        ...settle,
      }, Date.now())
    );
  }

  #do<T>(
    start: (settle: { resolve: (value: T) => void; reject: (error: ClientError) => void }) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      start({ resolve, reject });
      this.#arm();
    });
  }

  #host(): Conversation["host"] {
    return {
      connect: () => this.#open(),
      disconnect: () => this.#letGo(),
      send: (message) => this.#link?.send(message),
      emit: (event) => {
        if (event.event === "state" && event.state === "online") this.#resolveReady();
        this.#inbox.push(event);
      },
      free: () => this.#inbox.free,
      isRoomy: () => this.#inbox.isRoomy,
      newId: () => `${this.#idPrefix}-${++this.#idCount}`,
      random: Math.random,
      ended: (error) => this.#end(error),
    };
  }

  #open(): void {
    this.#letGo();
    // What an old link still says isn't heard.
    const events: LinkEvents = {
      opened: () => this.#heard(link, (nowMs) => this.#conversation.opened(nowMs)),
      received: (value) => this.#heard(link, (nowMs) => this.#conversation.received(value, nowMs)),
      lost: (why) => this.#heard(link, (nowMs) => this.#conversation.lost(nowMs, why)),
    };
    const address = this.#address;
    const link: ClientLink = address.kind === "udp"
      ? new UdpLink(address, events)
      : new StreamLink(address as Exclude<Address, { kind: "udp" }>, events, this.#caCerts);
    this.#link = link;
  }

  #heard(link: ClientLink, tell: (nowMs: number) => void): void {
    if (link !== this.#link) return;
    tell(Date.now());
    this.#arm();
  }

  #letGo(): void {
    if (this.#link === undefined) return;
    const ended = this.#link.close().finally(() => this.#links.delete(ended));
    this.#links.add(ended);
    this.#link = undefined;
  }

  #arm(): void {
    const nextMs = this.#conversation.nextMs();
    // A timer that is early does no harm, and most changes move the time back.
    if (nextMs >= this.#timerMs) return;
    clearTimeout(this.#timer);
    this.#timerMs = nextMs;
    if (nextMs === Infinity) return;
    this.#timer = setTimeout(() => {
      this.#timerMs = Infinity;
      this.#conversation.tick(Date.now());
      this.#arm();
    }, Math.max(0, nextMs - Date.now()));
  }

  #end(error: ClientError | undefined): void {
    this.#inbox.end();
    this.#resolveClosed(error);
    this.#rejectReady(error ?? new ClientError("closed", "The client was closed."));
    clearTimeout(this.#timer);
    this.#timerMs = -Infinity;
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
