import type { ClientMessage } from "../hub/mod.ts";
import { type Address, showAddress } from "./address.ts";

/** What a link tells its owner. Nothing after `close`. */
export interface LinkEvents {
  opened(): void;
  /** One message or notice, as parsed from JSON. */
  received(value: unknown): void;
  /** It couldn't be made or is gone; a sentence. Said at most once, and the last thing said. */
  lost(why: string): void;
}

/** One connection to the hub, over whatever. */
export interface ClientLink {
  /** Queues a message; never blocks, never throws. */
  send(message: ClientMessage): void;
  /** Ends it. Resolves when everything of it has ended. */
  close(): Promise<void>;
}

/** Why nobody could be reached, as somebody who can mend it needs to hear it. */
export function whyUnreachable(error: unknown, address: Address): string {
  const where = showAddress(address);
  if (error instanceof Deno.errors.ConnectionRefused) {
    return `Nobody listens at ${where}: is the hub running there?`;
  }
  if (error instanceof Deno.errors.NotFound) {
    return `There is no socket ${where}: is the hub running with --unix?`;
  }
  if (error instanceof Deno.errors.NotCapable) {
    return `Deno doesn't allow to reach ${where}: --allow-net does (and --allow-read, --allow-write for a Unix socket).`;
  }
  const why = error instanceof Error ? error.message : String(error);
  // A hub without TLS answers with an alert about the version, other services with other bytes.
  if (address.kind === "tls" && /InvalidContentType|corrupt message|ProtocolVersion/.test(why)) {
    const plain = showAddress({ ...address, kind: "tcp" });
    return `${where} doesn't take TLS: write ${plain} instead. The system says: ${why}`;
  }
  return `${where} can't be reached: ${why}`;
}
