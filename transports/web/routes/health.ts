import type { ServerResponse } from "node:http";
import type { History } from "../../../hub/mod.ts";
import { answerJson } from "../http/answer.ts";
import { HttpError } from "../http/http_error.ts";
import type { WebContext } from "../web_context.ts";

/** The time after which a commit counts as failed, in milliseconds. */
const WRITE_MAX_MS = 2_000;

/** `GET /healthz`: answers, which shows that the event loop runs. */
export function getHealth(response: ServerResponse): void {
  answerJson(response, 200, { status: "live" });
}

/**
 * `GET /readyz`: answers 200 if the server accepts new peers and can commit.
 *
 * @throws {HttpError} `not-ready`, with a sentence that names the reason.
 */
export async function getReadiness(
  response: ServerResponse,
  { context, isOpen }: WebContext,
): Promise<void> {
  if (!isOpen()) throw notReady("The server is going down.");
  if (context.cluster?.isReady === false) throw notReady("The node has no way to the others.");
  const { history } = context.hub;
  if (history.congested !== undefined) throw notReady("The log is behind.");
  const failure = await commitFailureOf(history);
  if (failure !== undefined) throw notReady(`The log can't be written: ${failure}`);
  answerJson(response, 200, { status: "ready" });
}

/** Waits until all earlier appends are committed. Returns the reason if they can't be. */
async function commitFailureOf(history: History): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`it took more than ${WRITE_MAX_MS} ms.`), WRITE_MAX_MS);
  });
  const written = new Promise<string | undefined>((resolve) => history.append([], resolve));
  const failure = await Promise.race([written, late]);
  clearTimeout(timer);
  return failure;
}

function notReady(sentence: string): HttpError {
  return new HttpError(503, "not-ready", sentence, { "Retry-After": "5" });
}
