/**
 * The transports: everything that owns a socket. Streams and WebSockets hand frames to a connection by
 * one inbound pipeline; a datagram is a frame, and is lost above the rate limit. One outbox is the only
 * writer of each connection, and one function ends it.
 * The hub decides who hears what, and the protocol knows the form of messages. The ports in
 * `answering/` know no peers: each question there has one answer.
 *
 * @module
 */

export { Admission } from "./admission/admission.ts";
export { BanSweep } from "./admission/ban_sweep.ts";
export type { AnsweringShared } from "./answering/datagram_answers.ts";
export { answeringRates, listenEcho, listenTime } from "./answering/listen.ts";
export { Bugs } from "./bugs/bugs.ts";
export { defend } from "./bugs/last_defence.ts";
export type { Context } from "./context.ts";
export type { ConnectionLimits } from "./limits.ts";
export { Counters } from "./counters.ts";
export type { Transport } from "./transport.ts";
export type { Connection } from "./connection/connection.ts";
export { type ProxyProtocol, TrustedProxies } from "./proxies/trusted_proxies.ts";
export { RefusalLog } from "./admission/refusal_log.ts";
export { Shortage } from "./admission/shortage.ts";
export { listenTcp } from "./stream/tcp.ts";
export { CertificateError } from "./tls/certificate.ts";
export { Tls } from "./tls/tls.ts";
export { Trace } from "./connection/trace.ts";
export { Turn } from "./turn.ts";
export { listenUdp } from "./udp/udp.ts";
export { bindUnix, listenUnix } from "./stream/unix.ts";
export type { WebLimits, WebSettings } from "./web/limits.ts";
