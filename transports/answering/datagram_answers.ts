import { getLogger } from "@logtape/logtape";
import { canonicalAddress, isLoopback } from "../../hub/mod.ts";
import type { Context } from "../context.ts";
import type { DatagramSocket } from "../udp/udp.ts";
import type { AddressRates } from "../admission/address_rates.ts";
import { refuseSystemPort } from "../udp/source_port.ts";

const log = getLogger(["hubbub", "answering"]);

const DATAGRAM_MAX_BYTES = 65_535;

/** Bytes of an answer for each byte of the question, unless it comes from this machine. */
const AMPLIFICATION_MAX = 3;

const NOTHING = new Uint8Array();

/** Shared by all ports of one server that answer datagrams. */
export interface AnsweringShared {
  readonly context: Context;
  /** One limit for all such ports, so that two ports aren't twice the rate. */
  readonly rates: AddressRates;
  /** The UDP ports of this server. */
  readonly ownPorts: Set<number>;
}

/**
 * Answers each datagram with one datagram, and sends nothing else.
 *
 * A forged source must gain nothing. An answer to another machine is at most three times as long as
 * the question (RFC 9000 section 8.1); in place of a longer one goes an empty datagram, since half a
 * time would be a wrong one and silence would leave a tutorial's client waiting for ever. And two
 * servers that answer everything must not answer each other for ever: ports below 1024 get no answer,
 * nor do the numbers of this server's own UDP ports, which a twin elsewhere has too; whatever else
 * goes round ends as soon as it goes over the rate of one address, for what is over is dropped.
 */
export class DatagramAnswers {
  constructor(
    readonly socket: DatagramSocket,
    readonly name: "echo" | "time",
    /** May change the question, and may return it. */
    readonly answer: (question: Uint8Array) => Uint8Array,
    readonly shared: AnsweringShared,
  ) {}

  /** One receive and one send at a time: what comes meanwhile waits in the kernel, or is lost. */
  async serve(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return this.socket.close();
    signal.addEventListener("abort", () => this.socket.close(), { once: true });
    const { turn, shortage, now } = this.shared.context;
    const buffer = new Uint8Array(DATAGRAM_MAX_BYTES);
    while (!signal.aborted) {
      let question: Uint8Array;
      let from: Deno.Addr;
      try {
        [question, from] = await this.socket.receive(buffer);
      } catch (error) {
        if (!signal.aborted) await shortage.recover(error, now());
        continue;
      }
      if (signal.aborted) break;
      await this.#take(question, from as Deno.NetAddr);
      await turn.spend(question.length);
    }
  }

  /** An error that is thrown here is a bug: it costs this datagram its answer, and no other. */
  async #take(question: Uint8Array, from: Deno.NetAddr): Promise<void> {
    try {
      await this.#reply(question, from);
    } catch (error) {
      this.shared.context.bugs.note(`${this.name} ${from.hostname}:${from.port}`, error);
    }
  }

  async #reply(question: Uint8Array, from: Deno.NetAddr): Promise<void> {
    const { trace } = this.shared.context;
    const address = canonicalAddress(from.hostname);
    const refusal = this.#refusalOf(address, from.port);
    if (refusal !== undefined) {
      // No answer: whoever forges addresses would have us write to others.
      return log.debug("{name} {address} refused: {refusal}", {
        name: this.name,
        address,
        refusal,
      });
    }
    const remote = `udp ${address}:${from.port}`;
    trace?.line("->", remote, this.name, question);
    const questionBytes = question.length;
    let answer = this.answer(question);
    const isWithin = answer.length <= AMPLIFICATION_MAX * questionBytes;
    if (!isWithin && !isLoopback(address)) answer = NOTHING;
    trace?.line("<-", remote, this.name, answer);
    // A datagram that the system refuses is lost, as any may be on its way.
    await this.socket.send(answer, from).catch(() => {});
  }

  #refusalOf(address: string, port: number): string | undefined {
    const { context, rates, ownPorts } = this.shared;
    const portRefusal = refuseSystemPort(port);
    if (portRefusal !== undefined) return portRefusal;
    if (ownPorts.has(port)) return `port ${port} may be another such server's`;
    const nowMs = context.now();
    const ban = context.hub.bans.refusalOf(address, nowMs);
    if (ban !== undefined) return ban;
    if (rates.take(address, nowMs) === 0) return undefined;
    context.counters.rateLimited++;
    return "too many datagrams a second";
  }
}
