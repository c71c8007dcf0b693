import type { Client, Message } from "../../../client/mod.ts";

/** The parts of a chat that pages of messages need. */
export interface PagesOptions {
  readonly client: Pick<Client, "search">;
  readonly notice: (sentence: string) => void;
  /** Shows an earlier message with its number. */
  readonly showEarlier: (message: Message) => void;
}

const PAGE_MESSAGES = 20;
/** Messages before and behind the one that the person goes to. */
const AROUND_MESSAGES = 5;
/** Most questions for one page: the hub looks at a limited number of messages for each. */
const QUESTIONS_MAX = 80;
/** Numbers of the hub's log in which the first question looks for the next messages of a place. */
const WINDOW_FIRST = 64;

/**
 * Pages of a room's or a talk's messages. Each older one lies before the page that was shown last, and
 * each newer one behind it.
 */
export class Pages {
  readonly #options: PagesOptions;
  #place = "";
  /** The numbers of the first and the last message of the page that was shown last. */
  #shown: { readonly first: number; readonly last: number } | undefined;
  #isLoading = false;

  constructor(options: PagesOptions) {
    this.#options = options;
  }

  /**
   * Shows the page before the last one; the newest messages in a place that wasn't paged before.
   *
   * @throws {ClientError} See {@linkcode Client.search}.
   */
  async showOlder(place: string | undefined): Promise<void> {
    const { notice } = this.#options;
    if (place === undefined) return notice("You talk nowhere: PageUp needs a room or a talk.");
    await this.#load(place, async () => {
      const messages = await this.#before(place, this.#shown?.first, PAGE_MESSAGES);
      if (messages.length === 0) return notice(`There is nothing older to show in ${place}.`);
      this.#show(messages, `Older messages of ${place}; PageUp goes on:`);
    });
  }

  /**
   * Shows the page behind the last one.
   *
   * @throws {ClientError} See {@linkcode Client.search}.
   */
  async showNewer(place: string | undefined): Promise<void> {
    const { notice } = this.#options;
    if (place === undefined) return notice("You talk nowhere: PageDown needs a room or a talk.");
    await this.#load(place, async () => {
      const last = this.#shown?.last;
      const messages = last === undefined ? [] : await this.#after(place, last, PAGE_MESSAGES);
      if (messages.length === 0) return notice(`There is nothing newer to show in ${place}.`);
      this.#show(messages, `Newer messages of ${place}; PageDown goes on:`);
    });
  }

  /**
   * Shows the newest messages of a place, whatever was shown before.
   *
   * @returns The number of the newest one; undefined: there is none.
   * @throws {ClientError} See {@linkcode Client.search}.
   */
  async showNewest(place: string): Promise<number | undefined> {
    this.#shown = undefined;
    await this.#load(place, async () => {
      const messages = await this.#before(place, undefined, PAGE_MESSAGES);
      if (messages.length > 0) this.#show(messages, `The last messages of ${place}:`);
    });
    return this.#lastShown;
  }

  get #lastShown(): number | undefined {
    return this.#shown?.last;
  }

  /**
   * Shows a message with those around it.
   *
   * @throws {ClientError} See {@linkcode Client.search}.
   */
  async showAround(place: string, seq: number): Promise<void> {
    await this.#load(place, async () => {
      const until = await this.#before(place, seq + 1, AROUND_MESSAGES + 1);
      const behind = await this.#after(place, seq, AROUND_MESSAGES);
      const messages = [...until, ...behind];
      if (messages.length === 0) return;
      this.#show(messages, `Message ${seq} of ${place}; PageUp and PageDown go on:`);
    });
  }

  async #load(place: string, load: () => Promise<void>): Promise<void> {
    if (this.#isLoading) return;
    if (place !== this.#place) [this.#place, this.#shown] = [place, undefined];
    this.#isLoading = true;
    try {
      await load();
    } finally {
      this.#isLoading = false;
    }
  }

  #show(messages: readonly Message[], heading: string): void {
    this.#options.notice(heading);
    for (const message of messages) this.#options.showEarlier(message);
    this.#shown = { first: messages[0].seq, last: messages.at(-1)!.seq };
  }

  /** Returns the last messages before a number, the oldest first. */
  async #before(place: string, seq: number | undefined, limit: number): Promise<Message[]> {
    let before = seq;
    for (let questions = 0; questions < QUESTIONS_MAX; questions++) {
      const bound = before === undefined ? {} : { before };
      const page = await this.#options.client.search("", { to: place, limit, ...bound });
      if (page.messages.length > 0 || !page.more) return page.messages.toReversed();
      before = page.before;
    }
    return [];
  }

  /**
   * Returns the first messages behind a number, the oldest first. The hub tells the newest ones of a
   * range of numbers, so this looks for a range that holds a few messages only.
   */
  async #after(place: string, seq: number, limit: number): Promise<Message[]> {
    const ask = (before: number | undefined) =>
      this.#options.client.search("", {
        ...{ to: place, after: seq, limit },
        ...(before !== undefined && { before }),
      });
    const newest = await ask(undefined);
    if (newest.messages.length === 0 || !newest.more) return newest.messages.toReversed();
    let tooNarrow = 0;
    let tooWide = Infinity;
    let width = WINDOW_FIRST;
    for (let questions = 0; questions < QUESTIONS_MAX; questions++) {
      const { messages, more } = await ask(seq + width + 1);
      const isOnly = tooWide - tooNarrow <= 1;
      if (messages.length > 0 && (!more || isOnly)) return messages.toReversed();
      if (more) tooWide = width;
      else tooNarrow = width;
      width = tooWide === Infinity ? 8 * width : Math.ceil((tooNarrow + tooWide) / 2);
    }
    return [];
  }
}
