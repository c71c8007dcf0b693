import type { ChatError } from "./chat_error.ts";
import type { CloseReason } from "./close_reason.ts";
import { isRetryable, mayComeBack } from "./retry.ts";
import type {
  CloseNotice,
  ErrorCode,
  ErrorNotice,
  InfoNotice,
  PlainNotice,
} from "../vocabulary/mod.ts";

/** Builds the answer to a refused message. */
export function errorNotice(code: ErrorCode, sentence: string, id?: string): ErrorNotice {
  return {
    name: "server",
    msg: sentence,
    event: "error",
    error: code,
    ...(id !== undefined && { id }),
    ...(isRetryable(code) && { retry: true }),
  };
}

/** Builds the answer to a message for which the hub threw a refusal. */
export function refusalNotice({ code, message, retry }: ChatError, id?: string): ErrorNotice {
  const notice = errorNotice(code, message, id);
  return retry ? { ...notice, retry } : notice;
}

/** Builds the last words before the hub ends a connection. */
export function closeNotice({ code, sentence }: CloseReason): CloseNotice {
  return {
    name: "server",
    msg: sentence,
    event: "close",
    reason: code,
    ...(mayComeBack(code) && { retry: true }),
  };
}

/** Builds an answer that is only a sentence. */
export function plainNotice<Event extends (PlainNotice | InfoNotice)["event"]>(
  event: Event,
  sentence: string,
): { readonly name: "server"; readonly msg: string; readonly event: Event } {
  return { name: "server", msg: sentence, event };
}
