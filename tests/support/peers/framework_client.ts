import IRC from "irc-framework";
import { within } from "../deadline.ts";

const KINDS = [
  "registered",
  "privmsg",
  "action",
  "join",
  "loggedin",
  "nick in use",
  "sasl failed",
  "irc error",
] as const;

/** An event of irc-framework, as far as tests read it. */
export interface FrameworkEvent {
  readonly kind: (typeof KINDS)[number];
  readonly nick?: string;
  readonly target?: string;
  readonly message?: string;
  readonly channel?: string;
  readonly kicked?: string;
  readonly account?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly time?: number;
}

/** The part of irc-framework's client that tests use; the package has no types. */
interface Framework {
  connect(options: Readonly<Record<string, unknown>>): void;
  on(event: string, callback: (event: unknown) => void): void;
  raw(line: string): void;
  join(channel: string): void;
  say(target: string, text: string): void;
  action(target: string, text: string): void;
  changeNick(nick: string): void;
  quit(reason: string): void;
}

/** A client of npm's irc-framework, which The Lounge and many bots are built on. */
export class FrameworkClient implements AsyncDisposable {
  readonly framework: Framework = new IRC.Client();
  readonly #events: FrameworkEvent[] = [];
  readonly #closed = Promise.withResolvers<void>();
  #onEvent = (): void => {};

  /** @param options Further options of irc-framework, like `account`. */
  constructor(port: number, nick: string, options: Readonly<Record<string, unknown>> = {}) {
    for (const kind of KINDS) {
      this.framework.on(kind, (event) => this.#add({ ...event as FrameworkEvent, kind }));
    }
    this.framework.on("socket close", () => this.#closed.resolve());
    this.framework.connect({
      host: "127.0.0.1",
      port,
      nick,
      auto_reconnect: false,
      ping_interval: 0,
      ...options,
    });
  }

  /** The first event that is wanted; drops all that comes before. */
  async first(isWanted: (event: FrameworkEvent) => boolean): Promise<FrameworkEvent> {
    for (;;) {
      for (let event = this.#events.shift(); event !== undefined; event = this.#events.shift()) {
        if (isWanted(event)) return event;
      }
      const more = new Promise<void>((resolve) => this.#onEvent = resolve);
      await within(more, "an event of irc-framework");
    }
  }

  /** Resolves when the connection is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.framework.quit("done");
    await within(this.closed, "the end of irc-framework's connection");
  }

  #add(event: FrameworkEvent): void {
    this.#events.push(event);
    this.#onEvent();
  }
}
