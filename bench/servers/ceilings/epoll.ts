/**
 * The C server beside this file: the work of the hub without its features, as the ceiling of every
 * scene over TCP. It is compiled into the directory of the run, where there is a `cc`.
 *
 * @module
 */

import { freeEndpoint, type Running, type Server, startAt, versionOf } from "../server.ts";

const SOURCE = new URL("epoll.c", import.meta.url).pathname;
const MIB = 2 ** 20;

/**
 * Compiles the server and returns the path of the program.
 *
 * @throws {Error} With what the compiler says, where it isn't content: warnings count, too.
 */
export async function compileEpoll(directory: string): Promise<string> {
  const program = `${directory}/epoll`;
  const args = ["-O3", "-Wall", "-Wextra", "-Werror", "-o", program, SOURCE];
  const { success, stderr } = await new Deno.Command("cc", { args }).output();
  if (!success) throw new Error(`cc refused ${SOURCE}: ${new TextDecoder().decode(stderr)}`);
  return program;
}

export const epollServer: Server = {
  name: "epoll",
  title: "C server",
  wire: "frames-bare",
  setup: "`bench/servers/ceilings/epoll.c`, compiled with `cc -O3`: one thread, no history",
  howToInstall: "apt-get install gcc libc6-dev",
  mostOutstandingBytes: MIB / 2,
  mostConnecting: 100,
  version: async () => {
    const version = await versionOf("cc", "--version");
    return version === undefined ? undefined : `cc ${version}`;
  },
  async start({ core, directory }): Promise<Running> {
    const endpoint = freeEndpoint();
    return await startAt(
      endpoint,
      [await compileEpoll(directory), String(endpoint.port)],
      core,
    );
  },
};
