import { strftime } from "../time/strftime.ts";
import type { Peer, TransportName } from "./peer.ts";

/** A peer that is part of the hub and answers direct messages. */
export class BuiltinPeer implements Peer {
  readonly transport: TransportName = "hub";
  readonly address = "hub";

  /** @param answer Gets the text and the wall time in milliseconds since the epoch. */
  constructor(readonly answer: (text: string, timeMs: number) => string) {}

  send(): void {}
  deliver(): void {}
  refuse(): void {}
  close(): void {}
  backlogBytes(): number {
    return 0;
  }
  drained(): Promise<void> {
    return Promise.resolve();
  }
}

/** The hub's own peers by name: `time` answers as strftime does, `echo` in upper case. */
export const BUILTIN_PEERS: Readonly<Record<string, BuiltinPeer>> = {
  time: new BuiltinPeer(strftime),
  echo: new BuiltinPeer((text) => text.toUpperCase()),
};
