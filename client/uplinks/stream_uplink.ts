import type { ClientMessage } from "../../hub/mod.ts";
import { InputBuffer, STREAM_DIALECTS, stripControls } from "../../protocol/mod.ts";
import type { Address } from "../address.ts";
import { otherService } from "./other_service.ts";
import { diagnose } from "./unreachable.ts";
import type { Uplink, UplinkEvents } from "./uplink.ts";

/** Most bytes that wait for a hub that doesn't read; with more the uplink counts as dead. */
const UNWRITTEN_MAX_BYTES = 8 * 1024 * 1024;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const lines = STREAM_DIALECTS["json-lines"];

/** JSON lines over TCP, TLS or a Unix socket. */
export class StreamUplink implements Uplink {
  readonly #abort = new AbortController();
  readonly #run: Promise<void>;
  #conn: Deno.Conn | undefined;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #isWriting = false;
  #isClosed = false;
  #lastText = "";

  /** @param caCerts Certificates in PEM that are trusted beside the system's. */
  constructor(
    readonly address: Exclude<Address, { kind: "udp" }>,
    readonly events: UplinkEvents,
    readonly caCerts: readonly string[],
  ) {
    this.#run = this.#serve();
  }

  send(message: ClientMessage): void {
    if (this.#isClosed) return;
    const bytes = encoder.encode(`${JSON.stringify(message)}\n`);
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes > UNWRITTEN_MAX_BYTES) this.#lose("The hub doesn't read any more.");
    else if (!this.#isWriting) this.#write();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#abort.abort();
    this.#closeConn();
    return this.#run;
  }

  async #serve(): Promise<void> {
    let conn: Deno.Conn;
    try {
      conn = await this.#connect();
    } catch (error) {
      const { sentence, retry } = diagnose(error, this.address);
      return retry ? this.#lose(sentence) : this.#refuse(sentence);
    }
    if (this.#isClosed) return this.#closeConn();
    this.events.opened();
    try {
      await this.#read(conn);
      this.#lose(this.#lastText || "The hub ended the connection.");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#lose(this.#lastText || `The connection broke: ${why}`);
    }
  }

  async #connect(): Promise<Deno.Conn> {
    const { address } = this;
    if (address.kind === "unix") {
      return this.#conn = await Deno.connect({ transport: "unix", path: address.path });
    }
    const { hostname, port } = address;
    const conn = await Deno.connect({ hostname, port, signal: this.#abort.signal });
    this.#conn = conn;
    conn.setNoDelay(true);
    if (address.kind === "tcp") return conn;
    const tls = await Deno.startTls(conn, { hostname, caCerts: [...this.caCerts] });
    this.#conn = tls;
    await tls.handshake();
    return tls;
  }

  async #read(conn: Deno.Conn): Promise<void> {
    const input = new InputBuffer();
    let isFirst = true;
    while (!this.#isClosed) {
      const count = await conn.read(input.reserve());
      if (count === null) return;
      input.commit(count);
      const stranger = isFirst
        ? otherService(input.bytes.subarray(0, count), this.address)
        : undefined;
      isFirst = false;
      if (stranger !== undefined) return this.#refuse(stranger);
      while (!this.#isClosed && this.#split(input)) {
        this.#receive(decoder.decode(input.bytes.subarray(input.bodyStart, input.bodyEnd)));
      }
    }
  }

  #split(input: InputBuffer): boolean {
    for (;;) {
      try {
        return lines.split(input);
      } catch {
        // The line is longer than a message may be: it is skipped, and the next one may be fine.
      }
    }
  }

  /** Trying again is useless: the other side is no hub, or this system can't speak with it. */
  #refuse(why: string): void {
    this.#closeConn();
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.events.refused(why);
  }

  #receive(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      // A text that isn't JSON is most likely the reason why the other side ends the connection.
      this.#lastText = stripControls(line).slice(0, 300);
      return;
    }
    this.events.received(value);
  }

  async #write(): Promise<void> {
    const conn = this.#conn;
    if (conn === undefined) return;
    this.#isWriting = true;
    try {
      // Messages of the same instant go out in one write.
      await Promise.resolve();
      while (this.#pending.length > 0 && !this.#isClosed) {
        const bytes = joined(this.#pending.splice(0), this.#pendingBytes);
        this.#pendingBytes = 0;
        for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
      }
    } catch {
      // The read loop fails as well, and reads the hub's last words first.
    } finally {
      this.#isWriting = false;
    }
  }

  #lose(why: string): void {
    this.#closeConn();
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.events.lost(why);
  }

  #closeConn(): void {
    try {
      this.#conn?.close();
    } catch {
      // The connection is closed already.
    }
  }
}

function joined(chunks: readonly Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
