import type { Encoding } from "../../batch/mod.ts";
import type { ClientMessage, Notice } from "../../hub/mod.ts";
import type { StreamDialect } from "../dialect.ts";
import type { IrcHost } from "../irc/memory.ts";
import { IrcDialogue } from "../irc/dialogue.ts";
import type { InputBuffer } from "./input_buffer.ts";
import { splitLine } from "./lines.ts";

const encoder = new TextEncoder();

/**
 * The dialect of IRC clients (https://modern.ircdocs.horse). A client and the hub keep a conversation,
 * so each connection has an {@linkcode IrcDialogue}, which reads lines and encodes.
 */
export class Irc implements StreamDialect {
  readonly name = "irc";
  readonly isJson = false;

  split(input: InputBuffer): boolean {
    return splitLine(input);
  }

  /** Begins the conversation with a client. */
  open(host: IrcHost): IrcDialogue {
    return new IrcDialogue(host);
  }

  /** Encodes the last words to a client that isn't let in, which has no dialogue. */
  encodeNotice({ msg }: Notice): Uint8Array {
    return encoder.encode(`ERROR :${msg}\r\n`);
  }

  decode(): ClientMessage {
    throw new Error("A line of IRC is carried out by a dialogue");
  }

  encodeBatch(): Encoding {
    throw new Error("A batch is encoded for the capabilities of a dialogue");
  }
}

/** The dialect keeps no state; {@linkcode Irc.open} gives each connection what it needs. */
export const IRC: Irc = new Irc();
