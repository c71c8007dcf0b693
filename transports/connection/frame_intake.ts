import type { ClientMessage, Hub, Member } from "../../hub/mod.ts";
import { type Dialect, type IrcDialogue, maskSecretRest } from "../../protocol/mod.ts";
import type { FileTraffic } from "../files/file_traffic.ts";
import { FastLane } from "./fast_lane.ts";
import { FrameDecoder, type FrameOwner } from "./frame_decoder.ts";
import type { Link } from "./link.ts";
import { type IntakeOwner, MessageIntake } from "./message_intake.ts";

/** The connection whose frames a {@linkcode FrameIntake} takes. */
export interface FrameIntakeOwner extends IntakeOwner {
  onBadFrames(count: number): void;
  readonly files: FileTraffic;
  readonly dialect: Dialect | undefined;
  /** The conversation with an IRC client; undefined in every other dialect. */
  readonly irc: IrcDialogue | undefined;
}

/**
 * Takes a connection's frames to the hub. A canonical message goes by the fast lane, unparsed; any
 * other frame is decoded, and its message goes by the {@linkcode MessageIntake}.
 */
export class FrameIntake implements FrameOwner {
  readonly #owner: FrameIntakeOwner;
  readonly #hub: Hub;
  readonly #link: Link;
  readonly #decoder: FrameDecoder;
  #fastLane: FastLane | undefined;
  #messages: MessageIntake | undefined;

  /** @param badFramesMax Frames in a row that can't be decoded, before the connection ends. */
  constructor(owner: FrameIntakeOwner, hub: Hub, link: Link, badFramesMax: number) {
    this.#owner = owner;
    this.#hub = hub;
    this.#link = link;
    this.#decoder = new FrameDecoder(this, badFramesMax);
  }

  /** Answers a refused frame behind the answers to earlier ones. */
  refuse(refusal: unknown, id: string | undefined): void {
    const error = this.masked(refusal);
    this.#hub.inOrder(() => this.#owner.refuse(error, id));
  }

  onBadFrames(count: number): void {
    this.#hub.inOrder(() => this.#owner.onBadFrames(count));
  }

  /** Resolves when messages are no longer held; undefined while none are. */
  get heldUntil(): Promise<void> | undefined {
    return this.#messages?.heldUntil ?? this.#owner.irc?.busy;
  }

  /** True if the next bytes may be the rest of a secret that a bad frame has cut in two. */
  get isWithinSecret(): boolean {
    return this.#decoder.isWithinSecret;
  }

  /** Returns a refusal without the rest of a secret that a bad frame has cut in two. */
  masked(refusal: unknown): unknown {
    return this.isWithinSecret ? maskSecretRest(refusal) : refusal;
  }

  /**
   * Receives one whole frame.
   *
   * @param view The same memory as `bytes`, with slack behind `end`.
   * @throws {ChatError} The refusal of the frame. Any other error is a bug.
   */
  receive(bytes: Uint8Array, view: DataView, start: number, end: number, nowMs: number): void {
    const { irc, member, dialect } = this.#owner;
    if (irc !== undefined) return irc.receive(bytes, start, end, nowMs);
    const isFree = dialect!.isJson && this.heldUntil === undefined;
    if (isFree && member !== undefined && this.#lane(member, view, start, end, nowMs)) {
      return this.#decoder.resetBadFrames();
    }
    const needsName = isFree && member === undefined;
    const message = this.#decoder.decode(dialect!, bytes, start, end, { needsName });
    if (message !== undefined) this.handle(message, nowMs);
  }

  /** Handles a decoded message. Never throws. */
  handle(received: ClientMessage, nowMs: number): void {
    const { upload, get } = received;
    if (upload !== undefined) return this.#owner.files.expect(received, upload, nowMs);
    if (get !== undefined) return this.#owner.files.reply(received, get, nowMs);
    let message: ClientMessage | undefined = received;
    if (this.#link.prepare !== undefined && this.heldUntil === undefined) {
      try {
        message = this.#link.prepare(received, nowMs);
      } catch (error) {
        return this.refuse(error, received.id);
      }
    }
    if (message === undefined) return;
    this.#messages ??= new MessageIntake(this.#hub, this.#owner);
    this.#messages.handle(message, nowMs);
  }

  #lane(member: Member, view: DataView, start: number, end: number, nowMs: number): boolean {
    this.#fastLane ??= new FastLane(this.#hub, this.#owner);
    return this.#fastLane.trySay(member, view, start, end, nowMs);
  }
}
