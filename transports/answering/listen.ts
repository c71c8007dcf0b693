import { hostBeforePort } from "../../hub/mod.ts";
import type { ConnectionLimits } from "../limits.ts";
import { acceptAll } from "../stream/accept.ts";
import type { Admission } from "../admission/admission.ts";
import type { Transport } from "../transport.ts";
import { type ListenOptions, originOfTcp } from "../stream/tcp.ts";
import { AddressRates } from "../admission/address_rates.ts";
import { formattedTime, upperCase } from "./answer.ts";
import { type AnsweringShared, DatagramAnswers } from "./datagram_answers.ts";
import { serveEcho } from "./echo_stream.ts";

/** The rate limit with `--rate off`: the rate ends loops of datagrams. */
const RATE_IF_OFF = { perSecond: 50, burst: 200 };
const ADDRESSES_MAX = 10_000;

/** With port 0: most attempts to find a number that is free for both TCP and UDP. */
const ATTEMPTS_MAX = 20;

type Listening = Transport & { readonly port: number };

/** Returns the rate limit of datagrams, for each address over all ports that only answer. */
export function answeringRates({ rate = RATE_IF_OFF }: ConnectionLimits): AddressRates {
  return new AddressRates({ rate, maxAddresses: ADDRESSES_MAX });
}

/**
 * Listens on UDP for formats of `strftime`, and answers with the time.
 *
 * @throws {Deno.errors.AddrInUse} Also the system's other errors about the address.
 */
export function listenTime(options: ListenOptions, shared: AnsweringShared): Listening {
  const { hub, now } = shared.context;
  const answer = (format: Uint8Array) => formattedTime(format, hub.wall.at(now()));
  return listenDatagrams(options, "time", answer, shared);
}

/**
 * Listens on TCP and on the UDP port of the same number, and answers in upper case.
 *
 * @throws {Deno.errors.AddrInUse} Also the system's other errors about the address.
 */
export function listenEcho(
  options: ListenOptions,
  shared: AnsweringShared,
  admission: Admission,
): readonly [tcp: Listening, udp: Listening] {
  for (let attempts = 1;; attempts++) {
    const tcp = listenEchoStreams(options, shared, admission);
    try {
      const { hostname } = options;
      return [tcp, listenDatagrams({ hostname, port: tcp.port }, "echo", upperCase, shared)];
    } catch (error) {
      // This closes the listener, and does nothing else.
      tcp.serve(AbortSignal.abort());
      const isTaken = error instanceof Deno.errors.AddrInUse;
      if (!isTaken || options.port !== 0 || attempts === ATTEMPTS_MAX) throw error;
    }
  }
}

function listenEchoStreams(
  options: ListenOptions,
  { context }: AnsweringShared,
  admission: Admission,
): Listening {
  const listener = Deno.listen(options);
  const { hostname, port } = listener.addr;
  return {
    address: `echo tcp ${hostBeforePort(hostname)}:${port}`,
    port,
    serve: (signal) =>
      acceptAll(listener, signal, {
        context,
        admission,
        transport: "tcp",
        originOf: (conn) => originOfTcp(conn as Deno.TcpConn, context.limits),
        answering: (link) => serveEcho(link, context, signal),
      }),
  };
}

function listenDatagrams(
  options: ListenOptions,
  name: "echo" | "time",
  answer: (question: Uint8Array) => Uint8Array,
  shared: AnsweringShared,
): Listening {
  const socket = Deno.listenDatagram({ transport: "udp", ...options });
  const { hostname, port } = socket.addr as Deno.NetAddr;
  const answers = new DatagramAnswers(socket, name, answer, shared);
  return {
    address: `${name} udp ${hostBeforePort(hostname)}:${port}`,
    port,
    serve: (signal) => answers.serve(signal),
  };
}
