import type { Hub, Member } from "../hub/mod.ts";
import { CanonicalForm } from "../protocol/mod.ts";

/** Used again for each message, which leaves nothing to collect: the hub copies it at once. */
const BODY: { view: DataView; start: number; end: number } = {
  view: new DataView(new ArrayBuffer(0)),
  start: 0,
  end: 0,
};

const BRACE_CLOSE = 0x7d;

/** Who hears of a refusal. */
export interface Refused {
  refuse(error: unknown, id: string | undefined): void;
}

/**
 * The hot path from a frame to the hub: what is in canonical form under its author's name goes on as
 * it is, without being parsed or built again. All else takes the ordinary path.
 */
export class FastLane {
  #form: CanonicalForm | undefined;
  #name = "";

  constructor(readonly hub: Hub, readonly owner: Refused) {}

  /**
   * Says the message in `view[start, end)`, if it is in canonical form, with an `id` or without.
   *
   * @param view With slack behind `end`. A message with an `id` is changed in place.
   * @returns False where it takes the ordinary path; nothing has happened then.
   */
  take(member: Member, view: DataView, start: number, end: number, nowMs: number): boolean {
    if (this.#form === undefined || this.#name !== member.name) {
      this.#form = new CanonicalForm(member.name);
      this.#name = member.name;
    }
    if (this.#form.matches(view, start, end)) {
      this.#say(member, view, start, end, nowMs, undefined);
      return true;
    }
    const found = this.#form.matchesWithId(view, start, end);
    if (found === undefined) return false;
    // The comma before the id gives way to the brace that ends what is passed on.
    view.setUint8(found.textEnd + 1, BRACE_CLOSE);
    this.#say(member, view, start, found.textEnd + 2, nowMs, found.id);
    return true;
  }

  #say(
    member: Member,
    view: DataView,
    start: number,
    end: number,
    nowMs: number,
    id: string | undefined,
  ): void {
    BODY.view = view;
    // The opening brace is left out: the hub's own fields stand in front.
    BODY.start = start + 1;
    BODY.end = end;
    try {
      this.hub.sayCanonical(member, BODY, nowMs, id);
    } catch (error) {
      this.owner.refuse(error, id);
    }
  }
}
