import { getLogger } from "@logtape/logtape";
import { canonicalAddress, isLoopback } from "../../hub/mod.ts";
import type { Context } from "../context.ts";
import type { DatagramSocket } from "../udp/udp.ts";
import type { AddressRates } from "../admission/address_rates.ts";
import { refuseSystemPort } from "../udp/source_port.ts";
import { AMPLIFICATION_MAX } from "../udp/amplification.ts";

const log = getLogger(["hubbub", "answering"]);

const DATAGRAM_MAX_BYTES = 65_535;

const NOTHING = new Uint8Array();

/** The parts that all answering UDP ports of one server share. */
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
 * the question (RFC 9000 section 8.1). An empty datagram replaces a longer answer: half a time would
 * be a wrong one, and silence would leave a tutorial's client waiting for ever.
 *
 * Two servers that answer everything must not answer each other for ever. Ports below 1024 get no
 * answer, and neither do the numbers of this server's own UDP ports, which a twin elsewhere has, too.
 * Any other loop ends at the rate limit of one address, since datagrams above that are dropped.
 */
export class DatagramAnswers {
  constructor(
    readonly socket: DatagramSocket,
    readonly name: "echo" | "time",
    /** Returns the answer. It may change the question, and return that. */
    readonly answer: (question: Uint8Array) => Uint8Array,
    readonly shared: AnsweringShared,
  ) {}

  /** Receives and sends one datagram at a time; others wait in the kernel, or are lost. */
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
      await this.#answer(question, from as Deno.NetAddr);
      await turn.spend(question.length);
    }
  }

  /** Answers a datagram. An error that is thrown is a bug, and costs this answer alone. */
  async #answer(question: Uint8Array, from: Deno.NetAddr): Promise<void> {
    try {
      await this.#reply(question, from);
    } catch (error) {
      this.shared.context.bugs.log(`${this.name} ${from.hostname}:${from.port}`, error);
    }
  }

  async #reply(question: Uint8Array, from: Deno.NetAddr): Promise<void> {
    const { trace } = this.shared.context;
    const address = canonicalAddress(from.hostname);
    const refusal = this.#refusalOf(address, from.port);
    if (refusal !== undefined) {
      // No answer: to a forged address, it would go to somebody else.
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
    // A datagram that the system rejects is lost, as any datagram may be on its way.
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
    if (rates.spend(address, nowMs) === 0) return undefined;
    context.counters.rateLimited++;
    return "too many datagrams a second";
  }
}
