import { clearLine, createInterface, cursorTo } from "node:readline";
import process from "node:process";
import {
  type Batch,
  ChatError,
  type CloseReason,
  type Hub,
  type Member,
  type Notice,
  type Peer,
  type TransportName,
} from "./hub/mod.ts";
import { STREAM_DIALECTS, withoutOwn } from "./protocol/mod.ts";

const decoder = new TextDecoder();

/** Where the operator's console reads and writes. */
export interface ConsoleOptions {
  readonly hub: Hub;
  readonly now: () => number;
  /** `/quit` was typed, or the terminal's end was reached. */
  readonly onQuit: () => void;
}

/**
 * The prompt of the person at the server's terminal: what is typed is said to the lobby as `server`,
 * and commands are for the operator too. What others say appears above the half-typed line.
 */
export class OperatorConsole implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  readonly #lines = createInterface({ input: process.stdin, output: process.stdout });
  readonly #options: ConsoleOptions;
  readonly #member: Member;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#member = options.hub.attachOperator(this, options.now());
    this.#lines.on("line", (line) => this.#say(line));
    this.#lines.on("SIGINT", options.onQuit);
    this.#lines.on("close", options.onQuit);
    this.#lines.prompt();
  }

  send(notice: Notice): void {
    this.#print(STREAM_DIALECTS.plain.encodeNotice(notice));
  }

  deliver(batch: Batch, self: Member): void {
    this.#print(withoutOwn(STREAM_DIALECTS.plain.encodeBatch(batch), batch, self));
  }

  close({ code }: CloseReason): void {
    if (code === "quit") this.#options.onQuit();
  }

  backlogBytes(): number {
    return 0;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  /** Gives the terminal back. */
  end(): void {
    this.#lines.off("close", this.#options.onQuit);
    this.#lines.close();
  }

  #say(line: string): void {
    try {
      if (line.trim() !== "") {
        this.#options.hub.handle(this.#member, { msg: line, isTyped: true }, this.#options.now());
      }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#print(new TextEncoder().encode(`server: ${error.message}\n`));
    }
    this.#lines.prompt();
  }

  #print(lines: Uint8Array): void {
    if (lines.length === 0) return;
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
    process.stdout.write(decoder.decode(lines));
    // Keeps the half-typed line, with the cursor where it was.
    this.#lines.prompt(true);
  }
}
