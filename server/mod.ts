/**
 * The server: its configuration, its start and its end, the listeners that a configuration asks for,
 * its log, its clock and the operator's console. Hub, store and transports are put together here, in
 * `server.ts`; nothing here knows a message.
 *
 * @module
 */

export { announcement, programName } from "./announcement.ts";
export { Clock, MACHINE_TIME, type TimeSource } from "./clock.ts";
export { DescriptorError, fitToDescriptors } from "./descriptors.ts";
export { listenForHangup } from "./hangup.ts";
export { ListenError } from "./listen_error.ts";
export { type Listeners, openListeners, type Ports } from "./listeners.ts";
export { StopRequests } from "./stop_requests.ts";
export { droppedNotice, setUpLogging } from "./logging.ts";
export { OperatorConsole } from "./operator_console.ts";
export { type Server, type ServerOptions, startServer } from "./server.ts";
