import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import type { ClientMessage } from "../../hub/mod.ts";
import { MESSAGE_MAX_BYTES } from "../../hub/mod.ts";
import type { Address } from "../address.ts";
import { diagnose } from "./unreachable.ts";
import type { Uplink, UplinkEvents } from "./uplink.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One JSON object per datagram. Datagrams of other addresses than the hub's are dropped. */
export class UdpUplink implements Uplink {
  #socket: Socket | undefined;
  #isClosed = false;
  readonly #run: Promise<void>;

  constructor(
    readonly address: Extract<Address, { kind: "tcp" | "tls" | "udp" }>,
    readonly events: UplinkEvents,
  ) {
    this.#run = this.#open();
  }

  send(message: ClientMessage): void {
    const bytes = encoder.encode(JSON.stringify(message));
    // No datagram can be larger.
    if (this.#isClosed || bytes.length > MESSAGE_MAX_BYTES) return;
    // A datagram that the system rejects is lost, as any datagram may be on its way.
    this.#socket?.send(bytes, () => {});
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#run;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) await new Promise<void>((resolve) => socket.close(() => resolve()));
  }

  async #open(): Promise<void> {
    try {
      const { hostname, port } = this.address;
      const { address, family } = await lookup(hostname);
      if (this.#isClosed) return;
      const socket = createSocket(family === 6 ? "udp6" : "udp4");
      this.#socket = socket;
      // The system reports a closed port only at times, so the core's time-outs notice silence.
      socket.on("error", () => {});
      socket.on("message", (bytes) => this.#receive(bytes));
      await new Promise<void>((resolve) => socket.connect(port, address, resolve));
    } catch (error) {
      if (this.#isClosed) return;
      this.#isClosed = true;
      const { sentence, retry } = diagnose(error, this.address);
      return retry ? this.events.lost(sentence) : this.events.refused(sentence);
    }
    if (!this.#isClosed) this.events.opened();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isClosed) return;
    let value: unknown;
    try {
      value = JSON.parse(decoder.decode(bytes));
    } catch {
      return;
    }
    this.events.received(value);
  }
}
