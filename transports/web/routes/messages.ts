import type { IncomingMessage, ServerResponse } from "node:http";
import {
  asksForChange,
  ChatError,
  type ClientMessage,
  commandIn,
  diagnoseSince,
  foldName,
  isOfThisLog,
} from "../../../hub/mod.ts";
import { WEBSOCKET } from "../../../protocol/mod.ts";
import { answerJson } from "../http/answer.ts";
import { checkKnown, readBackwards, readForwards } from "./archive.ts";
import { readBody } from "../http/body.ts";
import { HttpError } from "../http/http_error.ts";
import { integerOf, type ParsedRequest, roomOf } from "../http/parsed_request.ts";
import { withLogin } from "./files/login.ts";
import { HttpSender } from "./http_sender.ts";
import { persisted } from "./persisted.ts";
import type { WebContext } from "../web_context.ts";

const READ_DEFAULT = 100;
const READ_MAX = 1_000;
const decoder = new TextDecoder();

/**
 * `POST /messages`: sends the message or change in the body to the hub, and answers once it is persisted.
 *
 * @throws {ChatError | HttpError} If the hub refuses the message; nobody has received it then.
 */
export async function postMessage(
  request: IncomingMessage,
  response: ServerResponse,
  { address, token }: ParsedRequest,
  { context, settings }: WebContext,
): Promise<void> {
  const { hub, counters } = context;
  const body = await readBody(request, settings.limits.requestTimeoutMs);
  counters.traffic.web.messagesIn++;
  counters.traffic.web.bytesIn += body.length;
  const decoded = withLogin(WEBSOCKET.decode(body, 0, body.length), request);
  const message = token === undefined ? decoded : { ...decoded, token };
  refuseCommand(message);
  // While the disk is behind, no message is accepted.
  await hub.history.congested;
  // The token is checked before the password, which takes long: a closed hub works for no stranger.
  hub.checkToken({ ...message, address }, context.now());
  const claim = hub.claimOf(message, undefined, context.now());
  if (claim !== undefined) await hub.checkPassword(claim, address, context.now());
  const proof = { isOwner: claim !== undefined };
  const seq = await hub.sayOnce(new HttpSender(address), message, context.now(), proof);
  await persisted(hub, seq);
  const warning = hub.unusedPasswordOf(message);
  answerJson(response, 201, {
    seq,
    ...(message.id !== undefined && { id: message.id }),
    ...(warning !== undefined && { msg: warning }),
  });
}

/**
 * `GET /messages`: answers with a room's messages, oldest first: those after `since`, or the newest,
 * or the newest below the number `before`.
 *
 * @throws {HttpError} `bad-query`; `room-unknown` if nobody is in the room and the log has no message
 * of it.
 */
export async function getMessages(
  response: ServerResponse,
  { query }: ParsedRequest,
  { context: { hub: { history, rooms, wall }, now } }: WebContext,
): Promise<void> {
  const room = roomOf(query.get("room") ?? "lobby");
  const scope = rooms.charters.openScopeOf(foldName(room));
  const limit = integerOf(query, "limit", { min: 1, max: READ_MAX }) ?? READ_DEFAULT;
  const since = integerOf(query, "since", { min: 0, max: Number.MAX_SAFE_INTEGER });
  const epoch = query.get("epoch") ?? undefined;
  const mistake = since === undefined || epoch !== undefined
    ? undefined
    : diagnoseSince(since, history.lastSeq, wall.at(now()));
  if (mistake !== undefined) throw new HttpError(400, "bad-query", mistake);
  const before = integerOf(query, "before", { min: 1, max: Number.MAX_SAFE_INTEGER });
  const isKnown = since === undefined ||
    isOfThisLog({ since, ...(epoch !== undefined && { epoch }) }, history);
  const { records, complete, more } = since === undefined
    ? await readBackwards(history, scope, { before, limit })
    : await readForwards(history, scope, { since: isKnown ? since : 0, limit });
  if (records.length === 0 && rooms.visible(room, undefined) === undefined) {
    await checkKnown(history, room, scope);
  }
  const messages = records.map(({ json }) => decoder.decode(json)).join(",");
  const state = { complete: complete && isKnown, more, seq: history.lastSeq, epoch: history.epoch };
  const rest = JSON.stringify(state).slice(1);
  answerJson(response, 200, `{"messages":[${messages}],${rest}`);
}

function refuseCommand(message: ClientMessage): void {
  const { msg } = message;
  if (asksForChange(message)) return;
  if (message.search !== undefined) {
    throw new ChatError("empty-message", "Nothing was sent: GET /search?q=… finds messages.");
  }
  if (message.read !== undefined || message.isTyping) {
    throw new ChatError(
      "empty-message",
      '"read" and "typing" need a connection (TCP, or the WebSocket at /ws), so nothing was sent.',
    );
  }
  if (msg === undefined) {
    throw new ChatError("empty-message", 'The message has no "msg", and nothing was sent.');
  }
  if (commandIn(msg) === undefined) return;
  throw new ChatError(
    "command-unknown",
    "Commands need a connection (TCP, or the WebSocket at /ws): a text that starts with a slash is sent with two.",
  );
}
