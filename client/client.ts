import type { ClientOptions } from "./client_options.ts";
import type {
  ClientError,
  ClientEvent,
  ClientState,
  HistoryPage,
  Message,
  SearchOptions,
  SearchPage,
} from "./core/mod.ts";
import { CoreRunner } from "./core_runner.ts";
import { ClientFiles } from "./files/client_files.ts";
import { MessageRequests } from "./message_requests.ts";
import { RoomRequests } from "./room_requests.ts";

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
  /** Sends files and fetches them. */
  readonly files: ClientFiles;
  readonly #runner: CoreRunner;
  readonly #messages: MessageRequests;
  readonly #rooms: RoomRequests;

  /**
   * Use {@linkcode connect}; the constructor is for programs that show the first attempt, too.
   *
   * @throws {ClientError} `address-invalid`.
   */
  constructor(urls: string | readonly string[], options: ClientOptions) {
    this.#runner = new CoreRunner(urls, options);
    this.#messages = new MessageRequests(this.#runner);
    this.#rooms = new RoomRequests(this.#runner);
    this.files = new ClientFiles(this.#runner, options);
    this.ready = this.#runner.ready;
    this.closed = this.#runner.closed;
  }

  /** The name, as the hub spells it. */
  get name(): string {
    return this.#runner.core.resumePoint.name;
  }

  /** The address of the hub that the client is connected to, or tries. */
  get address(): string {
    return this.#runner.core.address;
  }

  /** The room in which `say` speaks without `to`. */
  get room(): string {
    return this.#runner.core.membership.current;
  }

  /** The rooms that the client is in. */
  get rooms(): readonly string[] {
    return this.#runner.core.membership.rooms;
  }

  get state(): ClientState {
    return this.#runner.core.state;
  }

  /** The number of messages that aren't acknowledged yet. */
  get unacked(): number {
    return this.#runner.core.unacked;
  }

  /**
   * Says a text and resolves when the hub has acknowledged it.
   *
   * Without a connection the text waits for one. The client sends it with the same `id` until then; the
   * hub routes it once, as long as it remembers ids (10 minutes unless its operator chose otherwise).
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
    return this.#messages.say({ msg: text, to, re });
  }

  /**
   * Answers a message, where it was said; resolves as {@linkcode Client.say} does.
   *
   * @param seq The message's number. If the client doesn't know the message, the answer goes to
   * {@linkcode Client.room}, unless `to` says otherwise.
   * @throws {ClientError} `message-unknown` for a number that was never given, or as `say`.
   */
  reply(seq: number, text: string, options: { readonly to?: string } = {}): Promise<number> {
    return this.#messages.reply(seq, text, options.to);
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
    return this.#messages.change({ edit: seq, msg: text });
  }

  /**
   * Takes back a message; retried as {@linkcode Client.edit} is.
   *
   * @param options `reason`: a sentence for the others. Default: none.
   * @returns The number of the deletion.
   * @throws {ClientError} `not-yours`, `message-unknown`, `message-deleted`, `queue-full`, `closed`.
   */
  delete(seq: number, { reason = "" }: { readonly reason?: string } = {}): Promise<number> {
    return this.#messages.change({ delete: seq, ...(reason.trim() !== "" && { msg: reason }) });
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
    return this.#messages.change({ react: reaction, of: seq, ...(undo && { undo }) });
  }

  /**
   * Returns the present state of a message that the client has met; undefined for another one. The
   * objects that the iterator yields are the same ones, so they follow changes, too.
   */
  message(seq: number): Message | undefined {
    return this.#runner.known.get(seq);
  }

  /** Marks a room, or the talk with a peer, as read up to a number. Without a connection: nothing. */
  markRead(to: string, seq: number): void {
    this.#runner.act((nowMs) => this.#runner.core.signal({ read: seq, to }, nowMs));
  }

  /** Tells those who want it that a text is being written. Without a connection: nothing. */
  typing(to: string = this.room): void {
    this.#runner.act((nowMs) => this.#runner.core.signal({ typing: true, to }, nowMs));
  }

  /**
   * Finds messages by their words, in everything that the client may read.
   *
   * @param words All of them must occur; a phrase stands in double quotes.
   * @throws {ClientError} The hub's refusal, `queue-full` or `closed`.
   */
  search(words: string, options: SearchOptions = {}): Promise<SearchPage> {
    return this.#messages.search(words, options);
  }

  /**
   * Enters a room, and creates it if it doesn't exist; `say` speaks there from now on. A text that is
   * said `to` this room meanwhile waits for the hub's answer; if the hub refuses, the text is refused.
   *
   * @throws {ClientError} `room-limit`, `room-name-invalid`, `closed`.
   */
  join(room: string): Promise<void> {
    return this.#rooms.join(room);
  }

  /**
   * Leaves a room. Does nothing if the client isn't in it.
   *
   * @throws {ClientError} `room-unknown`, `closed`.
   */
  part(room: string): Promise<void> {
    return this.#rooms.part(room);
  }

  /**
   * Changes the name.
   *
   * @throws {ClientError} `name-taken`, or another reason why the name isn't accepted.
   */
  rename(name: string): Promise<void> {
    return this.#rooms.rename(name);
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
    return this.#messages.history(room, count);
  }

  /**
   * Sends a command as a person types it, like `/who`. The hub's answer comes as an event.
   *
   * @param options `to`: the room that a command like `/topic` is about if it names none. Default: the
   * room that the client has entered last.
   * @throws {ClientError} `offline` or `closed`.
   */
  command(line: string, { to }: { readonly to?: string | undefined } = {}): void {
    this.#runner.act((nowMs) => this.#runner.core.command(line, nowMs, { to }));
  }

  /**
   * Resolves if a name is that of a peer who is here, or of a registered one who is away.
   *
   * @throws {ClientError} `peer-unknown`, with a name that may be meant; `closed`.
   */
  lookUp(name: string): Promise<void> {
    return this.#rooms.lookUp(name);
  }

  /** Makes `say` speak in this room from now on; the client must be in it. */
  speakIn(room: string): void {
    this.#runner.core.membership.speakIn(room);
  }

  /**
   * Waits for acknowledgements (at most `closeTimeoutMs`), says goodbye and ends. Messages that stay
   * unacknowledged are refused with `closed`.
   */
  close(): Promise<void> {
    return this.#runner.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * Yields events from the beginning on, until the client is closed. Several loops share the events;
   * a new loop goes on where the earlier one ended.
   */
  [Symbol.asyncIterator](): AsyncIterator<ClientEvent, undefined> {
    return { next: () => this.#runner.inbox.next() };
  }

  /** Yields messages only; notices are passed over. */
  async *messages(): AsyncGenerator<Message, void> {
    for await (const event of this) if (event.event === "message") yield event;
  }
}
