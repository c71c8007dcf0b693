/**
 * The memory of a client that may come back: its place in the log, and the messages that it has heard.
 *
 * @module
 */

import type { Notice, ResumePoint } from "../../wires/hubbub.ts";

/** Hears messages whose texts count up from 0. */
export class Returner {
  /** The place from which it goes on; undefined: it was never welcomed. */
  point: ResumePoint | undefined;
  /** The next message that it expects. */
  next = 0;
  missing = 0;
  repeated = 0;

  welcome({ session, epoch, seq }: Notice): void {
    if (session === undefined || epoch === undefined || seq === undefined) {
      throw new Error("The hub's welcome has no session.");
    }
    this.point = { session, epoch, since: this.point?.since ?? seq };
  }

  hear({ msg, seq }: Notice): void {
    const number = Number(msg);
    if (number < this.next) {
      this.repeated++;
      return;
    }
    this.missing += number - this.next;
    this.next = number + 1;
    if (this.point !== undefined && seq !== undefined) this.point = { ...this.point, since: seq };
  }
}
