import type { ServerResponse } from "node:http";
import type { History } from "../../../hub/mod.ts";
import { answerJson } from "../http/answer.ts";
import { HttpError } from "../http/http_error.ts";
import type { Web } from "../web.ts";

/** How long the log may take before it counts as one that can't be written, in milliseconds. */
const WRITE_MAX_MS = 2_000;

/** `GET /healthz`: the event loop turns. */
export function getHealth(response: ServerResponse): void {
  answerJson(response, 200, { status: "live" });
}

/**
 * `GET /readyz`: new peers are taken and the log can be written.
 *
 * @throws {HttpError} `not-ready`, with what is missing.
 */
export async function getReadiness(
  response: ServerResponse,
  { context, isOpen }: Web,
): Promise<void> {
  if (!isOpen()) throw notReady("The server is going down.");
  const { history } = context.hub;
  if (history.congested !== undefined) throw notReady("The log is behind.");
  const failure = await writeNothing(history);
  if (failure !== undefined) throw notReady(`The log can't be written: ${failure}`);
  answerJson(response, 200, { status: "ready" });
}

/** Has the log settle what it was given. Returns why it can't. */
async function writeNothing(history: History): Promise<string | undefined> {
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
