import type { FileInfo, Notice } from "../../vocabulary/mod.ts";

export type { FileInfo, Notice };

/** A message of a peer. */
export interface Message {
  readonly event: "message";
  /** The author's name. */
  readonly name: string;
  readonly msg: string;
  /** The message's number in the hub's log, which counts all messages of the hub. */
  readonly seq: number;
  /** The time at which the hub received it: RFC 3339, UTC, with milliseconds. */
  readonly time: string;
  /** The room, or the client's own name for a direct message. */
  readonly to: string;
  /** True for an earlier message that the hub replays, for example after a lost connection. */
  readonly replay: boolean;
  /** The number of the message that this one answers. */
  readonly re?: number;
  /** True: `msg` is a later text than the first one. */
  readonly edited?: true;
  /** The number of the newest edit. */
  readonly version?: number;
  /** True: the text was taken back, and `msg` says only that. */
  readonly deleted?: true;
  /** True: the message is pinned to its room. */
  readonly pinned?: true;
  /** The reactions to it, oldest first. */
  readonly reactions?: readonly Reaction[];
  /** The file that the message is about. */
  readonly file?: FileInfo;
  /** The numbers of the answers that the client has met, at most 1,000, in the sequence of arrival. */
  readonly replies?: readonly number[];
  /** True for a result of a search. */
  readonly found?: true;
  /** Present if this isn't a text, but tells what becomes of another message. */
  readonly change?: Change;
}

/** A reaction to a message, with the names of all who gave it. */
export interface Reaction {
  readonly react: string;
  readonly names: readonly string[];
}

/** A change of the message with the number `of`. */
export type Change =
  | { readonly kind: "edit"; readonly of: number }
  | { readonly kind: "delete"; readonly of: number }
  | { readonly kind: "pin"; readonly of: number; readonly undo: boolean }
  | { readonly kind: "react"; readonly of: number; readonly undo: boolean; readonly react: string };

/** A change of the connection's state. */
export interface StateEvent {
  readonly event: "state";
  readonly state: ClientState;
  /** A sentence for a person. */
  readonly msg: string;
  /** While `waiting`: milliseconds until the next attempt. */
  readonly retryInMs?: number;
}

/**
 * `connecting`: an attempt is under way. `online`: texts are sent. `waiting`: the connection is lost,
 * and the next attempt comes. `closed`: the client has ended.
 */
export type ClientState = "connecting" | "online" | "waiting" | "closed";

/** Some messages are lost: the hub has evicted them, or has started a new log. */
export interface GapEvent {
  readonly event: "gap";
  readonly msg: string;
}

/** A notice of the hub that a client shows; acks and heartbeats stay inside. */
export type ShownNotice = Exclude<Notice, { readonly event: "ack" }>;

/** An event that a client's iterator yields; `event` tells its kind. */
export type ClientEvent = Message | ShownNotice | StateEvent | GapEvent;

/** Earlier messages of a room. */
export interface HistoryPage {
  /** The messages, oldest first. */
  readonly messages: readonly Message[];
  /** False if an older message was evicted, or couldn't be fetched. */
  readonly complete: boolean;
}
