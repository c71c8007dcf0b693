/** Returns a TCP port that was free a moment ago, for a server that has to know its port beforehand. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
