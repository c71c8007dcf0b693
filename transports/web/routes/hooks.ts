import type { IncomingMessage, ServerResponse } from "node:http";
import { readHookMessage } from "../../../protocol/mod.ts";
import { answer } from "../http/answer.ts";
import { readBody } from "../http/body.ts";
import { HttpError } from "../http/http_error.ts";
import type { ParsedRequest } from "../http/parsed_request.ts";
import { persisted } from "./persisted.ts";
import type { WebContext } from "../web_context.ts";

/** The beginning of a webhook's path; its token follows. */
export const HOOKS_PATH = "/hooks/";

/** The longest body of a request to a webhook, in bytes. GitHub's may be long. */
const BODY_MAX_BYTES = 1024 * 1024;

/**
 * `POST /hooks/TOKEN`: says something in the room of an incoming webhook, and answers `ok`, as Slack
 * does, once it is persisted.
 *
 * @throws {ChatError | HttpError} `hook-unknown`, `rate-limited`, or what is wrong with the body.
 */
export async function postHook(
  request: IncomingMessage,
  response: ServerResponse,
  { path }: ParsedRequest,
  { context, hookRates, settings: { limits } }: WebContext,
): Promise<void> {
  const { hub, counters } = context;
  const hook = hub.hookOf(path.slice(HOOKS_PATH.length));
  const waitMs = hookRates.spend(hook.tokenHash, context.now());
  if (waitMs > 0) {
    context.counters.rateLimited++;
    throw new HttpError(
      429,
      "rate-limited",
      `The webhook ${hook.name} says more than ${limits.hookRatePerMinute} messages a minute (--hook-rate-per-minute): slow down.`,
      { "Retry-After": String(Math.ceil(waitMs / 1000)) },
    );
  }
  const body = await readBody(request, limits.requestTimeoutMs, BODY_MAX_BYTES);
  counters.traffic.web.messagesIn++;
  counters.traffic.web.bytesIn += body.length;
  const event = request.headers["x-github-event"];
  const githubEvent = typeof event === "string" ? event : undefined;
  const message = readHookMessage(body, { githubEvent });
  // While the disk is behind, no message is accepted.
  await hub.history.congested;
  const seq = await hub.sayByHook(hook, message, context.now());
  await persisted(hub, seq);
  answer(response, 200, { type: "text/plain; charset=utf-8", body: "ok" });
}
