/** Linux gives outgoing connections ports from 32,768 on: none of them takes a port below meanwhile. */
const FIRST_PORT = 15_000;
const PORTS = 17_000;

/** Returns a TCP port that was free a moment ago, for a server that has to know its port beforehand. */
export function freePort(): number {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    try {
      using _listener = Deno.listen({ hostname: "127.0.0.1", port });
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
