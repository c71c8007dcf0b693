/**
 * A client of a hub, for programs and for people. It speaks JSON over TCP, TLS, Unix sockets and
 * UDP, and survives lost connections: nothing said is lost or doubled, and what others said
 * meanwhile comes late rather than never. It knows the protocol and the hub's types, and nothing of
 * the server.
 *
 * @example Say something, and hear the answer
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { connect } from "./mod.ts";
 * import { configOf, startServer } from "../server/mod.ts";
 *
 * // A hub to talk to; elsewhere it runs already.
 * const server = await startServer(configOf(["--tcp", "0", "--udp", "off", "--web", "off", "--data", "off"]));
 *
 * {
 *   await using client = await connect(`tcp://127.0.0.1:${server.ports.tcp}`, { name: "ada" });
 *   const seq = await client.say("hello", { to: "echo" });
 *   for await (const message of client.messages()) {
 *     assertEquals([message.name, message.msg, message.seq], ["echo", "HELLO", seq + 1]);
 *     break;
 *   }
 * }
 * await server.stop();
 * ```
 *
 * @module
 */

export {
  type Address,
  ADDRESSES_MAX,
  DEFAULT_PORT,
  parseAddress,
  parseAddresses,
  showAddress,
} from "./address.ts";
export { Client } from "./client.ts";
export { type ClientOptions, DEFAULT_LIMITS } from "./client_options.ts";
export { connect } from "./connect.ts";
export { ClientFiles } from "./files/client_files.ts";
export type { FetchedFile } from "./files/file_download.ts";
export type { FileBytes, FileToSend, SendFileOptions, SentFile } from "./files/file_to_send.ts";
export {
  type Change,
  ClientError,
  type ClientErrorCode,
  type ClientEvent,
  type ClientLimits,
  type ClientState,
  type FileInfo,
  type GapEvent,
  type HistoryPage,
  type Message,
  type Notice,
  type Reaction,
  type SearchOptions,
  type SearchPage,
  type ShownNotice,
  type StateEvent,
} from "./core/mod.ts";
