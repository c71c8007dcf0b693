import type { Notice } from "../../vocabulary/mod.ts";

export type { Notice };

/** Something that a peer said. */
export interface Message {
  readonly event: "message";
  /** Who said it. */
  readonly name: string;
  readonly msg: string;
  /** Its number in the hub's log, which counts every message of the hub. */
  readonly seq: number;
  /** When the hub took it: RFC 3339, UTC, with milliseconds. */
  readonly time: string;
  /** The room it was said in, or your own name where it is for you alone. */
  readonly to: string;
  /** True where it was said earlier and is told again, after a lost connection for example. */
  readonly replay: boolean;
}

/** How the connection is doing. */
export interface StateEvent {
  readonly event: "state";
  readonly state: ClientState;
  /** A sentence for a person. */
  readonly msg: string;
  /** While `waiting`: how long until the next attempt, in milliseconds. */
  readonly retryInMs?: number;
}

/**
 * `connecting`: an attempt is under way. `online`: what is said is sent. `waiting`: the connection
 * was lost, the next attempt comes. `closed`: it is over.
 */
export type ClientState = "connecting" | "online" | "waiting" | "closed";

/** Some messages can't be had any more: the hub forgot them, or has started a new log. */
export interface GapEvent {
  readonly event: "gap";
  readonly msg: string;
}

/** A notice of the hub's that a client shows; acks and heartbeats are dealt with inside. */
export type ShownNotice = Exclude<Notice, { readonly event: "ack" }>;

/** Whatever a client's iterator yields; `event` tells which. */
export type ClientEvent = Message | ShownNotice | StateEvent | GapEvent;

/** What a room said before. */
export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly Message[];
  /** False where something older was forgotten or couldn't be had. */
  readonly complete: boolean;
}
