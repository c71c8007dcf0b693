import { plainNotice } from "../../hub/mod.ts";
import { type InputBuffer, STREAM_DIALECTS, TelnetDecoder } from "../../protocol/mod.ts";
import type { Connection } from "../connection/connection.ts";

const IAC = 0xff;
const LIFE = plainNotice("heartbeat", "The hub is here.");
const INTERRUPTED = plainNotice("info", "Ctrl-C doesn't end the conversation: /quit does.");

/** Returns true if the newest bytes may hold commands; others need no {@linkcode TelnetInput}. */
export function mayHoldCommands({ bytes, end }: InputBuffer, newBytes: number): boolean {
  return bytes.subarray(end - newBytes, end).includes(IAC);
}

/** Removes telnet's commands from the input of one connection, and answers them. */
export class TelnetInput {
  readonly #telnet = new TelnetDecoder();

  constructor(readonly connection: Connection) {}

  /**
   * Removes the commands from the newest bytes.
   *
   * @param newBytes The number of the newest bytes, which this object hasn't seen before.
   * @returns The number of those that are left.
   */
  remove(input: InputBuffer, newBytes: number): number {
    const telnet = this.#telnet;
    const { bytes, end } = input;
    const fresh = bytes.subarray(end - newBytes, end);
    if (telnet.heldBytes === 0 && !telnet.isInSubnegotiation && !fresh.includes(IAC)) {
      return newBytes;
    }
    const left = telnet.decode(fresh);
    input.replaceNewest(newBytes, left);
    if (telnet.isSpoken) {
      input.isTelnet = input.returnEndsLine = true;
      this.#answer();
    }
    return left.length;
  }

  /** Puts back the bytes held as the beginning of a command, since no more come. */
  release(input: InputBuffer): void {
    input.replaceNewest(0, this.#telnet.release());
  }

  /** Sends at most one sentence of each kind for one read: a flood of commands isn't multiplied. */
  #answer(): void {
    const { bytes, isAskedForLife, isInterrupted } = this.#telnet.answer();
    const { connection } = this;
    if (bytes.length > 0) connection.outbox.push(bytes);
    const dialect = connection.dialect ?? STREAM_DIALECTS.plain;
    if (isAskedForLife) connection.outbox.push(dialect.encodeNotice(LIFE));
    if (isInterrupted) connection.outbox.push(dialect.encodeNotice(INTERRUPTED));
  }
}
