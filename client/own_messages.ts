import type { ChangeRequest, KnownMessages, Message } from "./core/mod.ts";

/** A text that the hub has acknowledged. */
export interface OwnMessage {
  readonly name: string;
  readonly msg: string;
  readonly to: string;
  readonly re: number | undefined;
}

/**
 * Brings what a client itself says and changes into its known messages: the hub sends no copy of
 * these, only their acks.
 */
export class OwnMessages {
  readonly #known: KnownMessages;

  constructor(known: KnownMessages) {
    this.#known = known;
  }

  /** Adds an acknowledged text. Its time is that of this machine. */
  said({ re, ...message }: OwnMessage, seq: number): void {
    const time = new Date().toISOString();
    this.#known.meet({
      ...{ event: "message", ...message, seq, time, replay: false },
      ...(re !== undefined && { re }),
    });
  }

  /** Applies an acknowledged change of the client `name`. */
  changed(request: ChangeRequest, name: string, seq: number): void {
    const undo = "undo" in request;
    if ("edit" in request) {
      const change = { kind: "edit", of: request.edit } as const;
      this.#known.apply({ change, seq, name, msg: request.msg });
    } else if ("delete" in request) {
      const change = { kind: "delete", of: request.delete } as const;
      this.#known.apply({ change, seq, name, msg: "" });
    } else {
      const change = { kind: "react", of: request.of, react: request.react, undo } as const;
      this.#known.apply({ change, seq, name, msg: "" });
    }
  }

  /** Returns the room or peer to which an answer to a message goes; undefined if it isn't known. */
  placeOf(seq: number, ownName: string): string | undefined {
    const message: Message | undefined = this.#known.get(seq);
    return message?.to === ownName ? message.name : message?.to;
  }
}
