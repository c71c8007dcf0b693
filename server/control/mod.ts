/**
 * The server's end of `hubbub ctl`: a Unix socket in the data folder, by which the user who runs the
 * server gives the operator's commands and others that only a running server can carry out.
 *
 * @module
 */

export { type Control, openControl } from "./control_listener.ts";
