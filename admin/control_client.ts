import { TextLineStream } from "@std/streams/text-line-stream";
import { CONTROL_SOCKET, type ControlReply, type ControlRequest, EXIT } from "../cli/mod.ts";
import { AdminError } from "./admin_error.ts";

/** Takes the lines of an answer. */
export interface Screen {
  readonly print: (line: string) => void;
  readonly warn: (sentence: string) => void;
}

/** Returns a connection to the server that runs on a data folder; undefined where none runs. */
export async function connectControl(dataDir: string): Promise<Deno.UnixConn | undefined> {
  try {
    return await Deno.connect({ transport: "unix", path: `${dataDir}/${CONTROL_SOCKET}` });
  } catch (error) {
    if (error instanceof TypeError) {
      throw new AdminError(
        `${dataDir} is too long a path for a socket in it: name a shorter one with --data, like a symbolic link to it.`,
        EXIT.failed,
      );
    }
    const { ConnectionRefused, NotFound, PermissionDenied } = Deno.errors;
    if (error instanceof NotFound || error instanceof ConnectionRefused) return undefined;
    if (error instanceof PermissionDenied) {
      throw new AdminError(
        `${dataDir} belongs to another user: be the one who runs the server.`,
        EXIT.failed,
      );
    }
    throw error;
  }
}

/** Sends a command, shows the answer and returns the exit status. */
export async function sendCommand(
  conn: Deno.UnixConn,
  request: ControlRequest,
  { print, warn }: Screen,
): Promise<number> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(request)}\n`);
  for (let at = 0; at < bytes.length;) at += await conn.write(bytes.subarray(at));
  const lines = conn.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const reply: ControlReply = JSON.parse(line);
    if ("exit" in reply) return reply.exit;
    if ("problem" in reply) warn(reply.problem);
    else print(reply.line);
  }
  throw new AdminError("The server ended before it answered.", EXIT.failed);
}
