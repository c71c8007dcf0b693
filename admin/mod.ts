/**
 * The commands for the operator of a hub: `hubbub ctl`, `backup`, `restore`, `export` and `import`. They talk with a running
 * server by the socket in its data folder, or work on the folder of a server that doesn't run. Nothing
 * here runs within a server.
 *
 * @module
 */

export { isAdminCommand, runAdminCommand } from "./command_line.ts";
