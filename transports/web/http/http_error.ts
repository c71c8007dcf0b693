import { ChatError, type ErrorCode, isRetryable } from "../../../hub/mod.ts";

/** The codes of refused requests: the hub's own, and those that only HTTP has. */
export type HttpErrorCode =
  | ErrorCode
  | "bad-query"
  | "bad-range"
  | "bad-request"
  | "metrics-forbidden"
  | "method-not-allowed"
  | "not-found"
  | "not-ready"
  | "origin-not-allowed"
  | "request-timeout"
  | "upgrade-needed";

/** A refused request: answered with a status, a code and a sentence. */
export class HttpError extends Error {
  override readonly name = "HttpError";

  constructor(
    readonly status: number,
    readonly code: HttpErrorCode,
    sentence: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(sentence);
  }

  /** The same object that a refused peer gets on a connection. */
  get notice(): object {
    const { code, message: msg } = this;
    const notice = { name: "server", msg, event: "error", error: code };
    return code === "not-ready" || isRetryable(code) ? { ...notice, retry: true } : notice;
  }
}

/** The statuses of the hub's refusals (RFC 9110 section 15.5); all others are 400. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  banned: 403,
  "edit-limit": 409,
  "file-limit": 507,
  "file-too-large": 413,
  "file-unavailable": 503,
  "file-unknown": 404,
  "file-wrong": 422,
  "files-off": 403,
  "edit-too-late": 403,
  "history-unavailable": 503,
  "hook-limit": 409,
  "hook-unknown": 404,
  "internal-error": 500,
  "message-deleted": 410,
  "message-too-large": 413,
  "message-unknown": 404,
  "name-lookalike": 409,
  "name-registered": 401,
  "name-taken": 409,
  "not-in-room": 409,
  "not-operator": 403,
  "not-yours": 403,
  "password-wrong": 401,
  "peer-limit": 503,
  "peer-unknown": 404,
  "rate-limited": 429,
  "reaction-limit": 409,
  "reaction-unchanged": 409,
  "room-limit": 503,
  "room-unknown": 404,
  "token-missing": 401,
  "token-wrong": 401,
  "too-many-attempts": 429,
};

/** Returns a refusal of the hub with its HTTP status. */
export function toHttpError(code: ErrorCode, sentence: string): HttpError {
  const status = STATUSES[code] ?? 400;
  switch (code) {
    case "token-missing":
    case "token-wrong": {
      const what = code === "token-missing"
        ? "This hub is closed to strangers"
        : "That isn't this hub's token";
      return new HttpError(status, code, `${what}: send the header Authorization: Bearer TOKEN.`, {
        "WWW-Authenticate": "Bearer",
      });
    }
    case "name-registered":
      return new HttpError(
        status,
        code,
        "That name is registered: send its password by Authorization: Basic (curl -u NAME:PASSWORD), or the session of its welcome; or choose another name.",
      );
    default:
      return new HttpError(status, code, sentence);
  }
}

/**
 * Returns a refusal as an HTTP error.
 *
 * @throws The error itself, if it is no refusal.
 */
export function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ChatError) return toHttpError(error.code, error.message);
  throw error;
}
