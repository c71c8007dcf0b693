/**
 * The ways in: whatever owns a socket lives here, one file per kind. One session function runs each
 * connection from its first byte to its end, and one class of bounded queue is the only writer of
 * each. Chat itself (names, rooms, who hears what) is the hub's affair, the shape of messages the
 * protocol's. The ports in `answering/` know no peers: each question there has one answer.
 *
 * @module
 */

export { Admission } from "./admission.ts";
export { BanSweep } from "./ban_sweep.ts";
export type { AnsweringShared } from "./answering/datagram_answers.ts";
export { answeringRates, listenEcho, listenTime } from "./answering/listen.ts";
export { Bugs } from "./bugs/bugs.ts";
export { defend } from "./bugs/last_defence.ts";
export type { Context, LinkLimits } from "./context.ts";
export { Counters } from "./counters.ts";
export type { Transport } from "./link.ts";
export type { Session } from "./session.ts";
export { RefusalLog } from "./refusals/refusal_log.ts";
export { Shortage } from "./shortage/shortage.ts";
export { listenTcp } from "./tcp.ts";
export { CertificateError } from "./tls/certificate.ts";
export { Tls } from "./tls/tls.ts";
export { Trace } from "./trace/trace.ts";
export { Turn } from "./turn.ts";
export { listenUdp } from "./udp.ts";
export { listenUnix } from "./unix.ts";
export type { WebLimits } from "./web/limits.ts";
