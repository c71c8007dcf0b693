import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "../http/http_error.ts";
import type { ParsedRequest } from "../http/parsed_request.ts";
import type { WebContext } from "../web_context.ts";

/** One request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly parsed: ParsedRequest;
  readonly web: WebContext;
}

/** Answers the requests of one path and method. */
export type Handler = (exchange: Exchange) => void | Promise<void>;

/** Returns the refusal of a method that a path doesn't have. */
export function methodNotAllowed(methods: readonly string[]): HttpError {
  const allowed = methods.join(", ");
  return new HttpError(405, "method-not-allowed", `Here one can only ${allowed}.`, {
    Allow: allowed,
  });
}
