import type { ClientMessage } from "../../hub/mod.ts";
import type { Address } from "../address.ts";
import type { ClientLink, LinkEvents } from "./link.ts";
import { StreamLink } from "./stream_link.ts";
import { UdpLink } from "./udp_link.ts";

/** The link to an address that is in use, if one is, and those before it that are still ending. */
export class Links {
  readonly #ending = new Set<Promise<void>>();
  #current: ClientLink | undefined;

  /**
   * @param events What the link in use says.
   * @param caCerts Certificates, in PEM, that a TLS hub's may be signed with.
   */
  constructor(
    readonly address: Address,
    readonly events: LinkEvents,
    readonly caCerts: readonly string[],
  ) {}

  /** Opens a link, which takes the place of the one in use. */
  open(): void {
    this.close();
    const { events } = this;
    // An old link isn't heard any more.
    const heard = (tell: () => void) => {
      if (link === this.#current) tell();
    };
    const link = this.#linkTo(this.address, {
      opened: () => heard(() => events.opened()),
      received: (value) => heard(() => events.received(value)),
      lost: (why) => heard(() => events.lost(why)),
      refused: (why) => heard(() => events.refused(why)),
    });
    this.#current = link;
  }

  send(message: ClientMessage): void {
    this.#current?.send(message);
  }

  /** Lets go of the link in use. */
  close(): void {
    if (this.#current === undefined) return;
    const ended = this.#current.close().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    this.#current = undefined;
  }

  /** Resolves when all that were let go have ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#ending);
  }

  #linkTo(address: Address, events: LinkEvents): ClientLink {
    return address.kind === "udp"
      ? new UdpLink(address, events)
      : new StreamLink(address, events, this.caCerts);
  }
}
