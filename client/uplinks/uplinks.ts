import type { ClientMessage } from "../../hub/mod.ts";
import type { Address } from "../address.ts";
import type { Uplink, UplinkEvents } from "./uplink.ts";
import { StreamUplink } from "./stream_uplink.ts";
import { UdpUplink } from "./udp_uplink.ts";

/** The uplink in use, if there is one, and earlier ones that are still ending. */
export class Uplinks {
  readonly #ending = new Set<Promise<void>>();
  #current: Uplink | undefined;

  /**
   * @param events Receives the events of the uplink in use.
   * @param caCerts Certificates in PEM that are trusted beside the system's.
   */
  constructor(
    readonly events: UplinkEvents,
    readonly caCerts: readonly string[],
  ) {}

  /** Opens an uplink to an address, which replaces the one in use. */
  open(address: Address): void {
    this.close();
    const { events } = this;
    // An event of an earlier uplink may still be under way.
    const heard = (tell: () => void) => {
      if (uplink === this.#current) tell();
    };
    const uplink = this.#uplinkTo(address, {
      opened: () => heard(() => events.opened()),
      received: (value) => heard(() => events.received(value)),
      lost: (why) => heard(() => events.lost(why)),
      refused: (why) => heard(() => events.refused(why)),
    });
    this.#current = uplink;
  }

  send(message: ClientMessage): void {
    this.#current?.send(message);
  }

  /** Closes the uplink in use. */
  close(): void {
    if (this.#current === undefined) return;
    const ended = this.#current.close().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    this.#current = undefined;
  }

  /** Resolves when all closed uplinks have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#ending);
  }

  #uplinkTo(address: Address, events: UplinkEvents): Uplink {
    return address.kind === "udp"
      ? new UdpUplink(address, events)
      : new StreamUplink(address, events, this.caCerts);
  }
}
