/**
 * A server's start and its surroundings: the listeners that a configuration asks for, the lines that
 * say where they are, the limit of open files, SIGHUP, and
 * requests to stop. Nothing here knows a message: the hub, the
 * store and the transports are put together in `server.ts`.
 *
 * @module
 */

export { announcement, programName } from "./announcement.ts";
export { DescriptorError, fitToDescriptors } from "./descriptors.ts";
export { listenForHangup } from "./hangup.ts";
export { ListenError } from "./listen_error.ts";
export { type Listeners, openListeners, type Ports } from "./listeners.ts";
export { StopRequests } from "./stop_requests.ts";
