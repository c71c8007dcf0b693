import type { ClientState } from "../event.ts";

/** A hello that waits for its welcome. */
export interface Hello {
  readonly id: string;
  /** The number after which it asks for messages; undefined: it asks for none. */
  readonly since: number | undefined;
}

/** The phase of a client's connection. */
export type Phase =
  | { readonly kind: "idle" }
  /** An uplink is being opened. */
  | { readonly kind: "connecting"; readonly dueMs: number }
  /** The uplink is open, and a hello was sent, in the given number of attempts. */
  | {
    readonly kind: "greeting";
    readonly hello: Hello;
    readonly attempts: number;
    readonly dueMs: number;
  }
  /** The hub has welcomed the client. Announced: the client is in its rooms. */
  | { readonly kind: "online"; readonly isAnnounced: boolean }
  /** The uplink was lost, and the next attempt comes. */
  | { readonly kind: "waiting"; readonly dueMs: number }
  /** A goodbye was sent, in the given number of attempts. */
  | { readonly kind: "leaving"; readonly attempts: number; readonly dueMs: number }
  | { readonly kind: "closed" };

/** Returns the time at which a phase must end, in milliseconds; Infinity: it may last. */
export function dueMsOf(phase: Phase): number {
  return "dueMs" in phase ? phase.dueMs : Infinity;
}

/** Returns the state that the user of the client sees. */
export function stateOf(phase: Phase): ClientState {
  switch (phase.kind) {
    case "idle":
    case "connecting":
    case "greeting":
      return "connecting";
    case "online":
      return phase.isAnnounced ? "online" : "connecting";
    case "leaving":
      return "online";
    case "waiting":
    case "closed":
      return phase.kind;
    default:
      return phase satisfies never;
  }
}
