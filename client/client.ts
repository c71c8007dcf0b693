import { foldName, type Notice } from "../hub/mod.ts";
import { parseAddress, parseAddresses, showAddress } from "./address.ts";
import { Alarm } from "./alarm.ts";
import { type ClientOptions, DEFAULT_LIMITS, identityOf } from "./client_options.ts";
import {
  type ChangeRequest,
  ClientCore,
  ClientError,
  type ClientEvent,
  type ClientState,
  type Completion,
  type HistoryPage,
  type Host,
  isOwnMove,
  KnownMessages,
  type Message,
  type SearchOptions,
  type SearchPage,
} from "./core/mod.ts";
import { Inbox } from "./inbox.ts";
import { OwnMessages } from "./own_messages.ts";
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
  readonly #known: KnownMessages;
  readonly #own: OwnMessages;
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
    this.#known = new KnownMessages(limits.knownMaxMessages);
    this.#own = new OwnMessages(this.#known);
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
   * @param options `to`: a peer's name or `#room`; default: {@linkcode Client.room}. `re`: the number
   * of the message that the text answers.
   * @returns The message's number, its `seq`.
   * @throws {ClientError} The hub's refusal, or `queue-full`, or `closed`; `not-in-room` without `to`
   * while the client is in no room.
   */
  say(
    text: string,
    { to, re }: { readonly to?: string; readonly re?: number } = {},
  ): Promise<number> {
    const place = to ?? this.room;
    return this.#send(
      (completion, nowMs) => this.#core.say({ text, to, re }, completion, nowMs),
      (seq) => this.#own.said({ name: this.name, msg: text, to: place, re }, seq),
    );
  }

  /**
   * Answers a message, where it was said; resolves as {@linkcode Client.say} does.
   *
   * @param seq The message's number. If the client doesn't know the message, the answer goes to
   * {@linkcode Client.room}, unless `to` says otherwise.
   * @throws {ClientError} `message-unknown`, `message-deleted`, or as `say`.
   */
  reply(seq: number, text: string, options: { readonly to?: string } = {}): Promise<number> {
    const to = options.to ?? this.#own.placeOf(seq, this.name);
    return this.say(text, { re: seq, ...(to !== undefined && { to }) });
  }

  /**
   * Replaces the text of the caller's own message, and resolves when the hub has acknowledged it. Like a
   * text, a change waits for a connection and is sent with the same `id` until then.
   *
   * @returns The number of the edit.
   * @throws {ClientError} `not-yours`, `message-unknown`, `message-deleted`, `edit-too-late`,
   * `edit-limit`, `queue-full`, `closed`.
   */
  edit(seq: number, text: string): Promise<number> {
    return this.#change({ edit: seq, msg: text });
  }

  /**
   * Takes back a message; retried as {@linkcode Client.edit} is.
   *
   * @returns The number of the deletion.
   * @throws {ClientError} `not-yours`, `message-unknown`, `message-deleted`, `queue-full`, `closed`.
   */
  delete(seq: number): Promise<number> {
    return this.#change({ delete: seq });
  }

  /**
   * Reacts to a message, or takes the reaction back; retried as {@linkcode Client.edit} is.
   *
   * @param reaction 1 to 8 characters, mostly an emoji.
   * @returns The number of the reaction.
   * @throws {ClientError} `reaction-invalid`, `reaction-limit`, `reaction-unchanged`,
   * `message-unknown`, `message-deleted`, `queue-full`, `closed`.
   */
  react(
    seq: number,
    reaction: string,
    { undo = false }: { readonly undo?: boolean } = {},
  ): Promise<number> {
    return this.#change({ react: reaction, of: seq, ...(undo && { undo }) });
  }

  /**
   * Returns the present state of a message that the client has met; undefined for another one. The
   * objects that the iterator yields are the same ones, so they follow changes, too.
   */
  message(seq: number): Message | undefined {
    return this.#known.get(seq);
  }

  /** Marks a room, or the talk with a peer, as read up to a number. Without a connection: nothing. */
  markRead(to: string, seq: number): void {
    this.#act((nowMs) => this.#core.signal({ read: seq, to }, nowMs));
  }

  /** Tells those who want it that a text is being written. Without a connection: nothing. */
  typing(to: string = this.room): void {
    this.#act((nowMs) => this.#core.signal({ typing: true, to }, nowMs));
  }

  /**
   * Finds messages by their words, in everything that the client may read.
   *
   * @param words All of them must occur; a phrase stands in double quotes.
   * @throws {ClientError} The hub's refusal, `queue-full` or `closed`.
   */
  async search(words: string, options: SearchOptions = {}): Promise<SearchPage> {
    const question = { search: words, ...options };
    const page = await this.#ask<SearchPage>((completion, nowMs) =>
      this.#core.search({ question, ...completion }, nowMs)
    );
    return { ...page, messages: page.messages.map((message) => this.#known.meet(message)) };
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
  async history(
    { room = this.room, count = 20 }: { readonly room?: string; readonly count?: number } = {},
  ): Promise<HistoryPage> {
    const page = await this.#ask<HistoryPage>((completion, nowMs) =>
      this.#core.history({ room, count, ...completion }, nowMs)
    );
    return { ...page, messages: page.messages.map((message) => this.#known.meet(message)) };
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

  #change(change: ChangeRequest): Promise<number> {
    return this.#send(
      (completion, nowMs) => this.#core.change(change, completion, nowMs),
      (seq) => this.#own.changed(change, this.name, seq),
    );
  }

  /** @param acked Called at the ack, before any later event. */
  #send(
    start: (completion: Completion, nowMs: number) => void,
    acked: (seq: number) => void,
  ): Promise<number> {
    return this.#ask<number>(({ resolve, reject }, nowMs) => {
      const onAck = (seq: number) => {
        acked(seq);
        resolve(seq);
      };
      start({ resolve: onAck, reject }, nowMs);
    });
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
        if (event.event === "gap") this.#known.clear();
        this.#inbox.push(event.event === "message" ? this.#known.meet(event) : event);
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
