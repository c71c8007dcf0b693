import type { ServerResponse } from "node:http";
import { ChatError, foldName } from "../../../hub/mod.ts";
import { answerJson } from "../http/answer.ts";
import { checkKnown } from "./archive.ts";
import { HttpError } from "../http/http_error.ts";
import { integerOf, type ParsedRequest, roomOf } from "../http/parsed_request.ts";
import type { WebContext } from "../web_context.ts";

const decoder = new TextDecoder();
/** The parameters that tell what to look for. */
const ASKED: ReadonlySet<string> = new Set(["q", "from", "to", "room"]);

/**
 * `GET /search`: answers with the messages of rooms that match `q`, newest first: those of one room, or
 * of all that `GET /rooms` lists.
 *
 * @throws {HttpError} `bad-query`; `room-unknown` if nobody is in the room and the log has no message
 * of it.
 * @throws {ChatError} `rate-limited` or `history-unavailable`.
 */
export async function getSearch(
  response: ServerResponse,
  { query }: ParsedRequest,
  { context: { hub: { history, rooms, search } } }: WebContext,
): Promise<void> {
  const textOf = (key: string) => query.get(key) ?? undefined;
  if (![...query.keys()].some((key) => ASKED.has(key))) {
    const example = "/search?q=green+tea, or /search?q=tea&from=ada&to=%23ops";
    throw new HttpError(400, "bad-query", `"q" with the words to look for is missing: ${example}.`);
  }
  const request = {
    search: query.get("q") ?? "",
    to: textOf("to") ?? textOf("room"),
    from: textOf("from"),
    before: textOf("before"),
    after: textOf("after"),
    limit: integerOf(query, "limit", { min: 1, max: Number.MAX_SAFE_INTEGER }),
  };
  const { records, searchedFrom } = await search.ofRooms(request).catch((error) => {
    const isBad = error instanceof ChatError && error.code === "bad-field";
    throw isBad ? new HttpError(400, "bad-query", error.message) : error;
  });
  const to = request.to === undefined ? undefined : roomOf(request.to);
  if (records.length === 0 && to !== undefined && rooms.visible(to, undefined) === undefined) {
    await checkKnown(history, to, rooms.charters.openScopeOf(foldName(to)));
  }
  const messages = records.map(({ json }) => decoder.decode(json)).join(",");
  const state = {
    count: records.length,
    more: searchedFrom !== undefined,
    ...(searchedFrom !== undefined && { before: searchedFrom }),
    epoch: history.epoch,
  };
  answerJson(response, 200, `{"messages":[${messages}],${JSON.stringify(state).slice(1)}`);
}
