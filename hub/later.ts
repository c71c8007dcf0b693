import { ChatError } from "./chat_error.ts";
import type { FanOut } from "./fan_out.ts";
import { errorNotice } from "./notice.ts";
import type { Member } from "./rooms/room.ts";
import type { Notice } from "../vocabulary/mod.ts";

/** The member that asked for work, and the parts that answer it. */
export interface LaterContext {
  readonly member: Member;
  /** The `id` of the message that asked, which a refusal repeats. */
  readonly id: string | undefined;
  readonly fanOut: FanOut;
  readonly onBug: (error: unknown) => void;
}

/** Starts work that takes a while. Until its end, the member's next messages wait. */
export function runLater(context: LaterContext, work: () => Promise<Notice | undefined>): void {
  const { member } = context;
  const done = runToEnd(context, work).then(() => {
    if (member.commandDone === done) member.commandDone = undefined;
  });
  member.commandDone = done;
}

/** Tells the member the end of the work, if the member is still attached. */
async function runToEnd(
  { member, id, fanOut, onBug }: LaterContext,
  work: () => Promise<Notice | undefined>,
): Promise<void> {
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
