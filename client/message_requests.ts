import type {
  ChangeRequest,
  Completion,
  HistoryPage,
  Message,
  SearchOptions,
  SearchPage,
} from "./core/mod.ts";
import type { CoreRunner } from "./core_runner.ts";
import { OwnMessages } from "./own_messages.ts";

/** A text for a place; without `to`, for the room that the client speaks in. */
export interface Text {
  readonly msg: string;
  readonly to: string | undefined;
  readonly re: number | undefined;
}

/** Texts, changes of messages, and questions for messages, each with its answer. */
export class MessageRequests {
  readonly #runner: CoreRunner;
  readonly #own: OwnMessages;

  constructor(runner: CoreRunner) {
    this.#runner = runner;
    this.#own = new OwnMessages(runner.known);
  }

  /** See {@linkcode Client.say}. */
  say({ msg, to, re }: Text): Promise<number> {
    const { core } = this.#runner;
    const place = to ?? core.membership.current;
    return this.#send(
      (completion, nowMs) => core.say({ text: msg, to, re }, completion, nowMs),
      (seq) => this.#own.said({ name: this.#ownName, msg, to: place, re }, seq),
    );
  }

  /** See {@linkcode Client.reply}. */
  reply(seq: number, msg: string, to: string | undefined): Promise<number> {
    return this.say({ msg, re: seq, to: to ?? this.#own.placeOf(seq, this.#ownName) });
  }

  /** See {@linkcode Client.edit}, `delete` and `react`. */
  change(change: ChangeRequest): Promise<number> {
    return this.#send(
      (completion, nowMs) => this.#runner.core.change(change, completion, nowMs),
      (seq) => this.#own.changed(change, this.#ownName, seq),
    );
  }

  /** See {@linkcode Client.search}. */
  async search(words: string, options: SearchOptions): Promise<SearchPage> {
    const question = { search: words, ...options };
    const page = await this.#runner.ask<SearchPage>((completion, nowMs) =>
      this.#runner.core.search({ question, ...completion }, nowMs)
    );
    return { ...page, messages: this.#met(page.messages) };
  }

  /** See {@linkcode Client.history}. */
  async history(room: string, count: number): Promise<HistoryPage> {
    const page = await this.#runner.ask<HistoryPage>((completion, nowMs) =>
      this.#runner.core.history({ room, count, ...completion }, nowMs)
    );
    return { ...page, messages: this.#met(page.messages) };
  }

  get #ownName(): string {
    return this.#runner.core.resumePoint.name;
  }

  #met(messages: readonly Message[]): Message[] {
    return messages.map((message) => this.#runner.known.meet(message));
  }

  /** @param acked Called at the ack, before any later event. */
  #send(
    start: (completion: Completion, nowMs: number) => void,
    acked: (seq: number) => void,
  ): Promise<number> {
    return this.#runner.ask<number>(({ resolve, reject }, nowMs) => {
      const onAck = (seq: number) => {
        acked(seq);
        resolve(seq);
      };
      start({ resolve: onAck, reject }, nowMs);
    });
  }
}
