import { ChatError } from "./chat_error.ts";
import type { FanOut } from "./fan_out.ts";
import { errorNotice } from "./notice.ts";
import type { Member } from "./rooms/room.ts";
import type { Notice } from "../vocabulary/mod.ts";

/** Work that takes a while, which members ask for. */
export class Later {
  constructor(readonly options: LaterOptions) {}

  /**
   * Starts work. Until its end, and the end of that turn, the member's next messages wait: a log in
   * memory answers at once, and thousands of changes of one member would keep all others waiting.
   *
   * @param id The `id` of the message that asked, which a refusal repeats.
   */
  run(
    member: Member,
    id: string | undefined,
    work: () => Promise<Notice | undefined>,
  ): void {
    const { nextTurn } = this.options;
    const done = this.#runToEnd(member, id, work).then(nextTurn).then(() => {
      if (member.commandDone === done) member.commandDone = undefined;
    });
    member.commandDone = done;
  }

  /** Tells the member the end of the work, if the member is still attached. */
  async #runToEnd(
    member: Member,
    id: string | undefined,
    work: () => Promise<Notice | undefined>,
  ): Promise<void> {
    const { fanOut, onBug } = this.options;
    const tell = (notice: Notice) => member.attached && fanOut.tell(member, notice);
    try {
      const notice = await work();
      if (notice !== undefined) tell(notice);
    } catch (error) {
      const known = error instanceof ChatError;
      const sentence = known ? error.message : "That couldn't be done now: try again later.";
      tell(errorNotice(known ? error.code : "internal-error", sentence, id));
      if (!known) onBug(error);
    }
  }
}

/** The parts that answer work. */
export interface LaterOptions {
  readonly fanOut: FanOut;
  readonly onBug: (error: unknown) => void;
  /** Resolves in the next turn; undefined: where nobody else is to be served. */
  readonly nextTurn: (() => Promise<void>) | undefined;
}
