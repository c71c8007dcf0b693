import { type ChangeRequest, ClientCore, type ClientError } from "../../../client/core/mod.ts";
import type { ClientMessage } from "../../../vocabulary/mod.ts";
import { LIMITS } from "../../../web/connection/limits.js";
import { Conversation } from "../../../web/conversation.js";
import type { Message } from "../../../web/entry.js";
import { WaitingMessages } from "../../../web/sending/waiting_messages.js";
import { BrowserStorage } from "../../../web/storage/browser_storage.js";
import { UnsentMessages } from "../../../web/storage/unsent.js";

interface Problem {
  readonly id: string;
  readonly code: ClientError["code"];
}

/** A page's unsent messages on the client's core, with a test in place of the hub. */
export class WaitingPage {
  readonly waiting: WaitingMessages;
  /** The texts that went out, in order. */
  readonly sent: ClientMessage[] = [];
  /** The changes of messages that went out, in order. */
  readonly changed: ClientMessage[] = [];
  /** The refusals of the hub and the core. */
  readonly problems: Problem[] = [];
  /** The messages that the page held back at its last welcome. */
  held: ReturnType<WaitingMessages["review"]> = { tooOld: [], otherLog: [], elsewhere: [] };
  nowMs = 0;
  readonly #unsent: UnsentMessages;
  readonly #room = new Conversation("#tea");
  readonly #core: ClientCore;
  #hello: ClientMessage = {};
  #ids = 0;

  /** @param name The reader's name. */
  constructor(storage: Storage, name = "ada") {
    this.#unsent = new UnsentMessages(new BrowserStorage(() => storage));
    const identity = { name, rooms: [], since: undefined };
    this.#core = new ClientCore(identity, LIMITS, { addresses: ["ws://hub/ws"], isLossy: false }, {
      connect: () => {},
      disconnect: () => {},
      send: (message) => {
        if (message.heartbeat !== undefined) this.#hello = message;
        else if (message.edit ?? message.delete ?? message.of) this.changed.push(message);
        else if (message.msg !== undefined) this.sent.push(message);
      },
      emit: ({ event }) => {
        if (event === "welcome") this.held = this.waiting.review();
      },
      free: () => Infinity,
      hasCapacity: () => true,
      ended: () => {},
      newId: () => `${++this.#ids}`,
      random: () => 0,
    });
    const core = this.#core;
    const connection = {
      isOver: false,
      clock: { nowMs: () => this.nowMs },
      say: (...[saying, completion]: Parameters<WaitingConnection["say"]>) =>
        core.say(saying, completion, this.nowMs),
      change: (...[request, completion, attempt]: Parameters<WaitingConnection["change"]>) =>
        core.change(request, completion, this.nowMs, attempt),
      get resume() {
        return core.resume;
      },
      withdraw: (id: string) => core.withdraw(id),
    };
    this.waiting = new WaitingMessages(connection as WaitingConnection, this.#unsent, {
      author: () => name,
      onAcknowledged: () => {},
      onRefused: (id, { code }) => this.problems.push({ id, code }),
    });
    core.start(this.nowMs);
  }

  /** Writes a text. */
  add(text: string): Message {
    const entry = this.#show(text);
    this.waiting.add(this.#room, entry);
    return entry;
  }

  /** Changes a message. */
  change(request: ChangeRequest): void {
    this.waiting.addChange(this.#room, request);
  }

  /** Takes up what an earlier page left, as a page that is loaded anew does. */
  restore(author = "ada"): this {
    for (const message of this.#unsent.of(author, Date.now())) {
      const isChange = message.change !== undefined;
      const entry = isChange ? undefined : this.#show(message.text, message.id);
      this.waiting.restore(message, entry, this.#room);
    }
    this.waiting.sendAll();
    return this;
  }

  /**
   * The page connects, and the hub takes it in.
   *
   * @param epoch The log of the hub.
   */
  connect(epoch = "e"): void {
    this.#core.opened(this.nowMs);
    const counts = { peers: [], count: 1, seq: 100, epoch, id: this.#hello.id };
    this.hears("welcome", { you: this.#hello.name, session: "s", ...counts });
  }

  /** The connection breaks, and is made again. */
  reconnect(): void {
    this.#core.lost(this.nowMs, "The connection broke.");
    this.#core.retryNow(this.nowMs);
    this.connect();
  }

  hears(event: string, fields: Record<string, unknown>): void {
    this.#core.received({ name: "server", msg: event, event, ...fields }, this.nowMs);
  }

  #show(text: string, id?: string): Message {
    return this.#room.addMessage({
      kind: "message",
      seq: Infinity,
      timeMs: Date.now(),
      name: "ada",
      msg: text,
      isOwn: true,
      mentionsMe: false,
      state: "sending",
      ...(id !== undefined && { id }),
    })!;
  }
}

type WaitingConnection = ConstructorParameters<typeof WaitingMessages>[0];
