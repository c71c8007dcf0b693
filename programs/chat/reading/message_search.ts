import { type Client, ClientError, type Message, type SearchPage } from "../../../client/mod.ts";

/** The parts of a chat that a search at the terminal needs. */
export interface MessageSearchOptions {
  readonly client: Pick<Client, "search" | "name">;
  /** Called when {@linkcode MessageSearch.status} or the result has changed. */
  readonly onChanged: () => void;
  /** Goes to a message, in the room or talk in which it was said. */
  readonly goTo: (place: string, seq: number) => void;
}

/** Milliseconds without a key after which the hub is asked. */
const PAUSE_MS = 250;
const PAGE_MESSAGES = 20;
/** Most results that one search steps through. */
const RESULTS_MAX = 1_000;
/** A single letter would match nearly everything; a Chinese character is a word. */
const TOO_SHORT = /^[\0-\x7f]?$/;

/**
 * A search whose results come while the person types: one of them is shown at a time, the newest
 * first.
 */
export class MessageSearch {
  readonly #options: MessageSearchOptions;
  #words = "";
  #found: Message[] = [];
  /** The `before` with which the search goes on; undefined: everything was found. */
  #before: number | undefined;
  #index = 0;
  #error = "";
  #isAsking = false;
  /** The last search that has begun: an answer to an earlier one comes too late. */
  #run = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MessageSearchOptions) {
    this.#options = options;
  }

  /** The result that the person looks at; undefined: there is none. */
  get result(): Message | undefined {
    return this.#found[this.#index];
  }

  /** The state of the search as in `2/17+`: the result's place among those that are known. */
  get status(): string {
    if (this.#error !== "") return this.#error;
    if (TOO_SHORT.test(this.#words)) return "type words of a message";
    if (this.#isAsking && this.#found.length === 0) return "searching";
    if (this.#found.length === 0) return "nothing found";
    const more = this.#before === undefined ? "" : "+";
    return `${this.#index + 1}/${this.#found.length}${more}`;
  }

  /** Searches for other words after a pause. */
  setWords(text: string): void {
    const words = text.trim();
    if (words === this.#words && this.#found.length > 0) return;
    this.#forget();
    this.#words = words;
    if (!TOO_SHORT.test(words)) {
      this.#isAsking = true;
      this.#timer = setTimeout(() => this.#ask(), PAUSE_MS);
    }
    this.#options.onChanged();
  }

  /** Goes to the next older or newer result. */
  step(direction: "older" | "newer"): void {
    const index = this.#index + (direction === "older" ? 1 : -1);
    if (this.#found[index] !== undefined) this.#index = index;
    // The next page comes before the person needs it.
    if (this.#index >= this.#found.length - 1 && direction === "older") this.#askMore();
    this.#options.onChanged();
  }

  /** Goes to the message that the person looks at, and ends the search. */
  choose(): void {
    const { result } = this;
    this.end();
    if (result === undefined) return;
    const { name, to, seq } = result;
    const isToMe = to === this.#options.client.name;
    this.#options.goTo(isToMe ? name : to, seq);
  }

  /** Ends the search without a result. */
  end(): void {
    this.#forget();
    this.#words = "";
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#run++;
    this.#found = [];
    this.#index = 0;
    this.#before = undefined;
    this.#error = "";
    this.#isAsking = false;
  }

  #askMore(): void {
    if (this.#isAsking || this.#before === undefined || this.#found.length >= RESULTS_MAX) return;
    this.#isAsking = true;
    this.#ask();
  }

  #ask(): void {
    const run = this.#run;
    const bound = this.#before === undefined ? {} : { before: this.#before };
    this.#options.client.search(this.#words, { limit: PAGE_MESSAGES, ...bound })
      .then((page) => run === this.#run && this.#add(page))
      .catch((error) => run === this.#run && this.#refused(error));
  }

  #add({ messages, more, before }: SearchPage): void {
    this.#isAsking = false;
    this.#found.push(...messages);
    this.#before = more ? before : undefined;
    this.#options.onChanged();
  }

  #refused(error: unknown): void {
    if (!(error instanceof ClientError)) throw error;
    this.#isAsking = false;
    this.#error = error.message;
    this.#options.onChanged();
  }
}
