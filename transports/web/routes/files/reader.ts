import type { IncomingMessage } from "node:http";
import { foldName } from "../../../../hub/mod.ts";
import type { Context } from "../../../context.ts";
import type { ParsedRequest } from "../../http/parsed_request.ts";
import { loginOf } from "./login.ts";

/**
 * Returns the folded name of who asks for a file: by `Authorization: Basic`, by the header
 * `Hub-Session` or the query, or by the cookie that the page sets, since a picture in a page is asked
 * for without a header. Undefined for a reader that shows no name.
 *
 * @throws {ChatError} `password-wrong`, `too-many-attempts` or `rate-limited`.
 */
export async function readerOf(
  request: IncomingMessage,
  { address, query }: ParsedRequest,
  { hub, now }: Context,
): Promise<string | undefined> {
  const login = loginOf(request);
  if (login !== undefined) {
    const fold = foldName(login.name);
    if (hub.accounts.get(fold) === undefined) return undefined;
    await hub.checkPassword({ fold, password: login.password }, address, now());
    return fold;
  }
  const header = request.headers["hub-session"];
  const cookie = /(?:^|; *)hub-session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const token = typeof header === "string" ? header : query.get("session") ?? cookie;
  return token === undefined ? undefined : hub.sessions.get(token, now())?.fold;
}
