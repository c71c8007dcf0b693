import { commandList } from "../../cli/mod.ts";
import { type Batch, receivedBytes } from "../../batch/mod.ts";
import {
  ChatError,
  type CloseReason,
  escapeSlash,
  holdsSecret,
  type Hub,
  type Member,
  type Notice,
  type Peer,
  type TransportName,
} from "../../hub/mod.ts";
import { STREAM_DIALECTS, stripControls } from "../../protocol/mod.ts";
import { JobControl, LineEditor, type OutputQueue } from "../../terminal/mod.ts";

const decoder = new TextDecoder();

/** The parts that an operator's console works with. */
export interface ConsoleOptions {
  readonly hub: Hub;
  readonly now: () => number;
  readonly output: OutputQueue;
  /** The operator typed `/quit`, or the terminal ended. */
  readonly onQuit: () => void;
}

/**
 * The prompt of the person at the server's terminal. A typed line is said as `server` in the room
 * that the prompt names, and the operator's commands work, too. Messages of others appear above the
 * half-typed line. The prompt begins when the server is in the foreground of its terminal.
 */
export class OperatorConsole implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  readonly #editor: LineEditor;
  readonly #options: ConsoleOptions;
  #member: Member | undefined;
  /** True once the operator was asked if the server shall end, until another line is typed. */
  #isAsked = false;
  #wasAsked = false;

  constructor(options: ConsoleOptions) {
    this.#options = options;
    this.#editor = new LineEditor(
      {
        enteredLines: "stay",
        onLine: (msg) => this.#handle({ msg, isTyped: true }),
        asTyped: escapeSlash,
        holdsSecret,
        onText: (text) => this.#sayPasted(text),
        onQuit: options.onQuit,
        onEndKey: () => this.#quit(),
        onBegin: () => void this.#seat(),
      },
      options.output,
      new JobControl(),
    );
    this.#editor.prompt(this.#prompt);
  }

  /** Resolves once the server knows if it has the terminal; if it hasn't, the prompt begins later. */
  async open(): Promise<void> {
    await this.#editor.open();
  }

  /** True while the prompt has the terminal. */
  get isActive(): boolean {
    return this.#editor.isActive;
  }

  send(notice: Notice): void {
    if (notice.event === "help") return this.print(commandList(notice.commands));
    this.#print(STREAM_DIALECTS.plain.encodeNotice(notice));
  }

  deliver(batch: Batch, self: Member): void {
    this.#print(receivedBytes(batch, STREAM_DIALECTS.plain.encodeBatch(batch), self));
  }

  refuse(refusal: unknown): void {
    this.print(`server: ${refusal instanceof Error ? refusal.message : refusal}`);
  }

  close({ code }: CloseReason): void {
    if (code === "quit") this.#quit();
  }

  backlogBytes(): number {
    return 0;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  /** Shows lines above the one being typed. */
  print(lines: string): void {
    this.#editor.print(lines.trimEnd());
  }

  /** Gives the terminal back. */
  async end(): Promise<void> {
    await this.#editor.close("");
  }

  /** Takes the operator's seat. A node that was held for dead has lost it. */
  async #seat(): Promise<void> {
    this.#member = undefined;
    try {
      this.#member = await this.#options.hub.attachOperator(this, this.#options.now());
    } catch (refusal) {
      this.refuse(refusal);
    }
    this.#editor.prompt(this.#prompt);
  }

  /** Ends the server. While peers are here, the operator has to say so twice. */
  #quit(): void {
    const peers = [...this.#options.hub.directory.values()]
      .filter(({ peer }) => peer.transport !== "hub").length;
    if (peers === 0 || this.#isAsked || this.#wasAsked) return this.#options.onQuit();
    this.#isAsked = true;
    const subject = peers === 1 ? "1 peer is" : `${peers} peers are`;
    this.print(
      `-- ${subject} here, and the server would end for everybody: /quit or Ctrl-D again ends it.`,
    );
  }

  /** Names the room that hears the next line. */
  get #prompt(): string {
    const room = this.#member?.current?.name;
    if (this.#member === undefined) return "> ";
    return `${room === undefined ? "(no room)" : stripControls(room)}> `;
  }

  /** Shows the text as well: the question took the place of its line. */
  #sayPasted(text: string): void {
    this.print(text.split("\n").map((line) => `${this.#prompt}${stripControls(line)}`).join("\n"));
    this.#handle({ msg: escapeSlash(text) });
  }

  #handle(message: { readonly msg: string; readonly isTyped?: true }): void {
    if (this.#member === undefined || message.msg.trim() === "") return;
    if (!this.#member.attached) return void this.#seat().then(() => this.#handle(message));
    this.#wasAsked = this.#isAsked;
    this.#isAsked = false;
    try {
      this.#options.hub.handle(this.#member, message, this.#options.now());
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.#editor.remember(message.msg);
      this.refuse(error);
    }
    this.#wasAsked = false;
    this.#editor.prompt(this.#prompt);
  }

  #print(lines: Uint8Array): void {
    if (lines.length > 0) this.print(decoder.decode(lines));
  }
}
