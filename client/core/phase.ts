import type { ClientState } from "./event.ts";

/** A hello that waits for its welcome. */
export interface Hello {
  readonly id: string;
  /** It asks for what came after this number; undefined: for nothing. */
  readonly since: number | undefined;
}

/** What goes on with the connection. */
export type Phase =
  | { readonly kind: "idle" }
  /** A link is being opened. */
  | { readonly kind: "connecting"; readonly dueMs: number }
  /** It is open, and a hello was sent, so often by now. */
  | {
    readonly kind: "greeting";
    readonly hello: Hello;
    readonly attempts: number;
    readonly dueMs: number;
  }
  /** The hub has welcomed it. Settled: one is back in one's rooms. */
  | { readonly kind: "online"; readonly isAnnounced: boolean }
  /** It was lost, and the next attempt comes. */
  | { readonly kind: "waiting"; readonly dueMs: number }
  /** A goodbye was sent, so often by now. */
  | { readonly kind: "leaving"; readonly attempts: number; readonly dueMs: number }
  | { readonly kind: "closed" };

/** When a phase has to have made a step, in milliseconds; Infinity: it may last. */
export function dueMsOf(phase: Phase): number {
  return "dueMs" in phase ? phase.dueMs : Infinity;
}

/** What whoever uses the client is told of a phase. */
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
