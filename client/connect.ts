import { Client } from "./client.ts";
import type { ClientOptions } from "./client_options.ts";

/**
 * Returns a client that the hub has welcomed.
 *
 * @param urls `tcp://host:port`, `tls://host:port`, `udp://host:port`, `unix:/path`, or just a host; or
 * a list of addresses of one hub, at most 16, of which the first is tried first. Where the connection to
 * one is lost, the client goes on at another one at once.
 * @throws {ClientError} The hub's refusal (`name-taken`, …), `unreachable`, or `address-invalid`.
 */
export async function connect(
  urls: string | readonly string[],
  options: ClientOptions,
): Promise<Client> {
  const client = new Client(urls, options);
  try {
    await client.ready;
  } catch (error) {
    await client.close();
    throw error;
  }
  return client;
}
