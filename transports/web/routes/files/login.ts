import type { IncomingMessage } from "node:http";
import type { ClientMessage } from "../../../../hub/mod.ts";

/** A registered name with its password. */
export interface Login {
  readonly name: string;
  readonly password: string;
}

/** Reads `Authorization: Basic` (RFC 7617), as `curl -u ada:secret` sends it. */
export function loginOf({ headers: { authorization = "" } }: IncomingMessage): Login | undefined {
  const encoded = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  let text: string;
  try {
    text = new TextDecoder().decode(Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0)));
  } catch {
    return undefined;
  }
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

/**
 * Returns a message with the name and password of its request's `Authorization: Basic`, and with the
 * session of its `Hub-Session`. A name or session in the message itself counts more.
 */
export function withLogin(message: ClientMessage, request: IncomingMessage): ClientMessage {
  const login = loginOf(request);
  const session = request.headers["hub-session"];
  return {
    ...login,
    ...(typeof session === "string" && session !== "" && { session }),
    ...message,
  };
}
