import { within } from "../../support/deadline.ts";
import type { Received } from "../../support/peers/chatter.ts";

/** A client of Server-Sent Events that keeps the last id, as browsers do. */
export class EventReader {
  lastId = "";
  #text = "";
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(readonly response: Response) {
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** The next event that a program would see; undefined at the end. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const event = this.#parse(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
        if (event !== undefined) return event;
        continue;
      }
      const { value, done } = await within(this.#reader.read(), "an event");
      if (done) return undefined;
      this.#text += value;
    }
  }

  async message(): Promise<StreamEvent> {
    for (;;) {
      const event = await this.next();
      if (event === undefined) throw new Error("The stream ended.");
      if (event.type === "message") return event;
    }
  }

  /** Reads until the session has come with an id, which a browser keeps as well. */
  async untilSession(): Promise<void> {
    while (!this.lastId.includes(";")) {
      const end = this.#text.indexOf("\n\n");
      if (end < 0) this.#text += (await within(this.#reader.read(), "an id")).value ?? "";
      else {
        this.#parse(this.#text.slice(0, end));
        this.#text = this.#text.slice(end + 2);
      }
    }
  }

  /** The last event before the end. */
  async last(): Promise<StreamEvent> {
    let last: StreamEvent | undefined;
    for (let event; (event = await this.next()) !== undefined;) last = event;
    return last!;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  #parse(block: string): StreamEvent | undefined {
    const fields = new Map(
      block.split("\n").map((line) => {
        const [, name, value] = /^([^:]*): ?(.*)$/.exec(line)!;
        return [name, value];
      }),
    );
    this.lastId = fields.get("id") ?? this.lastId;
    const data = fields.get("data");
    if (data === undefined) return undefined;
    return { type: fields.get("event") ?? "message", id: this.lastId, data: JSON.parse(data) };
  }
}

/** One event of a stream, as the HTML standard reads it. */
export interface StreamEvent {
  readonly type: string;
  readonly id: string;
  readonly data: Received;
}
