import type { ErrorCode, ErrorNotice, InfoNotice, PlainNotice } from "../vocabulary/mod.ts";

/** Builds the answer to a refused message. */
export function errorNotice(code: ErrorCode, sentence: string, id?: string): ErrorNotice {
  const notice = { name: "server", msg: sentence, event: "error", error: code } as const;
  return id === undefined ? notice : { ...notice, id };
}

/** Builds an answer that is only a sentence. */
export function plainNotice<Event extends (PlainNotice | InfoNotice)["event"]>(
  event: Event,
  sentence: string,
): { readonly name: "server"; readonly msg: string; readonly event: Event } {
  return { name: "server", msg: sentence, event };
}
