/**
 * A hub's server, for programs that start one themselves: the configuration, the start and the end,
 * the listeners and the clock. Hub, store and transports are put together in `server.ts`; nothing
 * here knows a message. The program `hubbub start` around it is in `program/`.
 *
 * @example Start a server, say something over HTTP, and stop
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { configOf, startServer } from "./mod.ts";
 *
 * const server = await startServer(configOf(["--tcp", "0", "--udp", "0", "--web", "0", "--data", "off"]));
 * const response = await fetch(`http://127.0.0.1:${server.ports.web}/messages`, {
 *   method: "POST",
 *   body: JSON.stringify({ name: "ada", msg: "hello" }),
 * });
 * await response.body?.cancel();
 * assertEquals(response.status, 201);
 * await server.stop();
 * ```
 *
 * @module
 */

export { Clock, MACHINE_TIME, type TimeSource } from "./clock.ts";
export { type Config, configOf, type TlsConfig, UsageError, type WebConfig } from "./config/mod.ts";
export { ListenError } from "./listen_error.ts";
export type { Ports } from "./listeners.ts";
export { type Server, startServer } from "./server.ts";
export type { ServerOptions } from "./server_options.ts";
