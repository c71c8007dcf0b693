/**
 * The commands for the operator of a hub: `hubbub ctl`, `backup` and `restore`. They talk with a running
 * server by the socket in its data folder, or work on the folder of a server that doesn't run. Nothing
 * here runs within a server.
 *
 * @module
 */

export { runAdminCommand } from "./command_line.ts";
