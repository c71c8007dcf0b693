import { type MessageId, textOfId } from "../../batch/mod.ts";
import type { Hub, Member } from "../../hub/mod.ts";
import { CanonicalForm } from "../../protocol/mod.ts";

/** Used again for each message, so that none leaves garbage: the hub copies the bytes at once. */
const BODY: { view: DataView; start: number; end: number } = {
  view: new DataView(new ArrayBuffer(0)),
  start: 0,
  end: 0,
};

const ID: { view: DataView; start: number; end: number } = { ...BODY };

const BRACE_CLOSE = 0x7d;

/** Receives the hub's refusals. */
export interface Refused {
  refuse(error: unknown, id: string | undefined): void;
}

/**
 * The hot path from a frame to the hub. A message in canonical form under its author's name goes on
 * as it is, without being parsed or built again; any other frame takes the ordinary path.
 */
export class FastLane {
  #form: CanonicalForm | undefined;
  #name = "";
  /** True if the newest message had an `id`. */
  #hasIds = false;

  constructor(readonly hub: Hub, readonly owner: Refused) {}

  /**
   * Says the message in `view[start, end)`, if it is in canonical form, with an `id` or without.
   *
   * @param view With slack behind `end`. A message with an `id` is changed in place.
   * @returns False if the frame must take the ordinary path; nothing has happened then.
   */
  trySay(member: Member, view: DataView, start: number, end: number, nowMs: number): boolean {
    if (this.#form === undefined || this.#name !== member.name) {
      this.#form = new CanonicalForm(member.name);
      this.#name = member.name;
    }
    const form = this.#form;
    // A client that asks for one ack mostly asks for all, so that form is tried first then.
    if (!this.#hasIds && form.matches(view, start, end)) {
      this.#say(member, view, start, end, nowMs, undefined);
      return true;
    }
    if (form.matchesWithId(view, start, end)) {
      this.#hasIds = true;
      this.#sayWithId(member, view, start, end, nowMs);
      return true;
    }
    if (!this.#hasIds) return false;
    this.#hasIds = false;
    return this.trySay(member, view, start, end, nowMs);
  }

  #sayWithId(member: Member, view: DataView, start: number, end: number, nowMs: number): void {
    const { textEnd, idStart } = this.#form!;
    // A brace replaces the comma before the id, and so ends the object that is passed on.
    view.setUint8(textEnd + 1, BRACE_CLOSE);
    ID.view = view;
    ID.start = idStart;
    ID.end = end - '"}'.length;
    this.#say(member, view, start, textEnd + 2, nowMs, ID);
  }

  #say(
    member: Member,
    view: DataView,
    start: number,
    end: number,
    nowMs: number,
    id: MessageId | undefined,
  ): void {
    BODY.view = view;
    // The opening brace is left out: the hub's own fields stand in front.
    BODY.start = start + 1;
    BODY.end = end;
    try {
      this.hub.sayCanonical(member, BODY, nowMs, id);
    } catch (error) {
      this.owner.refuse(error, id === undefined ? undefined : textOf(id));
    }
  }
}

function textOf({ view, start, end }: MessageId): string {
  return textOfId(new Uint8Array(view.buffer, view.byteOffset + start, end - start));
}
