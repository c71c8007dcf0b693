/** The name of the socket, in the data folder, by which `hubbub ctl` reaches a running server. */
export const CONTROL_SOCKET = "hubbub.ctl";

/** Most bytes of a request. */
export const CONTROL_REQUEST_MAX_BYTES = 65_536;

/** The exit statuses of `hubbub ctl`, `backup` and their like. */
export const EXIT = { done: 0, failed: 1, usage: 2, noServer: 3 } as const;

/** A line of JSON to the server: the words of a command. The connection takes one. */
export interface ControlRequest {
  readonly words: readonly string[];
}

/** A line of JSON from the server. The last one of a connection has the exit status. */
export type ControlReply =
  | { readonly line: string }
  | { readonly problem: string }
  | { readonly exit: number };
