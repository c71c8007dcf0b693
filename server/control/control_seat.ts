import { type Batch, receivedBytes } from "../../batch/mod.ts";
import {
  ChatError,
  type CloseReason,
  type Hub,
  type Member,
  type Notice,
  type Peer,
  type TransportName,
} from "../../hub/mod.ts";
import { STREAM_DIALECTS, stripControls } from "../../protocol/mod.ts";
import { commandList } from "../../cli/mod.ts";

const decoder = new TextDecoder();

/** Most bytes of one answer; more lines are left out. */
const ANSWER_MAX_BYTES = 4 * 1024 * 1024;

/** The hub's answer to a command. */
export interface SeatAnswer {
  readonly lines: readonly string[];
  /** The sentences of what was refused. */
  readonly problems: readonly string[];
}

/**
 * The operator's seat behind `hubbub ctl`. It is taken with the first command and kept, so that nobody
 * sees somebody come and go with each command.
 */
export class ControlSeat implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "terminal";
  #member: Member | undefined;
  #lines: string[] = [];
  #problems: string[] = [];
  #sizeBytes = 0;
  #isListening = false;

  constructor(
    readonly hub: Hub,
    readonly now: () => number,
    readonly onQuit: () => void,
  ) {}

  /** Carries out one command, like `/kick ada`. The caller waits for the end of the one before. */
  async run(line: string): Promise<SeatAnswer> {
    this.#lines = [];
    this.#problems = [];
    this.#sizeBytes = 0;
    if (this.#member === undefined || !this.#member.attached) {
      this.#member = await this.hub.attachOperator(this, this.now());
    }
    // A replay of messages is an answer; the talk of others in the lobby is none.
    this.#isListening = /^\/(?:history|search|pins)\b/i.test(line);
    try {
      this.hub.handle(this.#member, { msg: line }, this.now());
      await this.hub.answered(this.#member);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      this.refuse(error);
    } finally {
      this.#isListening = false;
    }
    return { lines: this.#lines, problems: this.#problems };
  }

  send(notice: Notice): void {
    if (notice.event === "error") this.#problems.push(stripControls(notice.msg));
    else if (notice.event === "help") this.#add(commandList(notice.commands));
    // Others that come to the lobby or leave it are no answer.
    else if (notice.event !== "join" && notice.event !== "leave") {
      this.#addBytes(STREAM_DIALECTS.plain.encodeNotice(notice));
    }
  }

  deliver(batch: Batch, self: Member): void {
    if (!this.#isListening) return;
    this.#addBytes(receivedBytes(batch, STREAM_DIALECTS.plain.encodeBatch(batch), self));
  }

  refuse(refusal: unknown): void {
    const sentence = refusal instanceof Error ? refusal.message : String(refusal);
    this.#problems.push(stripControls(sentence));
  }

  close({ code }: CloseReason): void {
    if (code === "quit") this.onQuit();
  }

  backlogBytes(): number {
    return 0;
  }

  drained(): Promise<void> {
    return Promise.resolve();
  }

  #addBytes(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#add(decoder.decode(bytes));
  }

  #add(lines: string): void {
    this.#sizeBytes += lines.length;
    if (this.#sizeBytes > ANSWER_MAX_BYTES) return;
    this.#lines.push(...lines.trimEnd().split("\n"));
  }
}
