import { ChatError, type FoundMessage, type SearchRequest } from "../../../hub/mod.ts";
import { type Entry, messageLines } from "../encoder.ts";
import type { IrcMemory } from "../memory.ts";
import { SERVER } from "../wire/identity.ts";
import { ircLine, parseTags } from "../wire/line.ts";
import { isChannel, nameOf, roomOf } from "../wire/names.ts";
import { ERR } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";
import { shownParam } from "./registration.ts";

/** The command that finds messages by their words (soju's extension `search`). */
export const SEARCH_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  SEARCH: { paramsMin: 1, run: search },
};

/** The capability, and the type of the batch that the results are in. */
const SEARCH = "soju.im/search";
const LIMIT_MAX = 100;
/** The most bytes of messages in one answer: an outbox has place for them. */
const ANSWER_MAX_BYTES = 256 * 1024;
const decoder = new TextDecoder();

async function search({ memory, answer, params: [attributes] }: IrcContext): Promise<void> {
  if (!memory.capabilities.has(SEARCH)) {
    const sentence = `Ask for the capability ${SEARCH} first`;
    return answer.numeric(ERR.UNKNOWNCOMMAND, ["SEARCH"], sentence);
  }
  const { hub, member } = memory;
  try {
    const { records } = await hub.search.pageFor(member, requestOf(parseTags(attributes)));
    const entries = newestOf(records).map(({ json }) => JSON.parse(decoder.decode(json)));
    tell(memory, answer, entries.reverse());
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const isBusy = error.code === "rate-limited" || error.code === "history-unavailable";
    const code = isBusy ? "INTERNAL_ERROR" : "INVALID_PARAMS";
    answer.line(SERVER, "FAIL", ["SEARCH", code, shownParam(attributes)], error.message);
  }
}

/** Reads the attributes `text`, `in`, `from`, `after`, `before` (times) and `limit`. */
function requestOf(attributes: ReadonlyMap<string, string>): SearchRequest {
  const place = attributes.get("in");
  const from = attributes.get("from");
  const limit = attributes.get("limit") ?? "";
  return {
    search: attributes.get("text") ?? "",
    to: place === undefined ? undefined : isChannel(place) ? roomOf(place) : nameOf(place),
    from: from === undefined ? undefined : nameOf(from),
    after: attributes.get("after"),
    before: attributes.get("before"),
    limit: /^[1-9]\d{0,8}$/.test(limit) ? Math.min(Number(limit), LIMIT_MAX) : undefined,
  };
}

/** Returns the newest records, as far as an answer has place for them; at least one. */
function newestOf(records: readonly FoundMessage[]): FoundMessage[] {
  let bytes = 0;
  return records.filter(({ json }, index) => {
    bytes += json.length;
    return index === 0 || bytes <= ANSWER_MAX_BYTES;
  });
}

/** Tells messages, the oldest first, in a batch for clients that know batches. */
function tell(memory: IrcMemory, answer: IrcContext["answer"], entries: readonly Entry[]): void {
  const ref = memory.capabilities.has("batch") ? memory.nextRef() : undefined;
  if (ref !== undefined) answer.add(ircLine(SERVER, "BATCH", [`+${ref}`, SEARCH]));
  for (const entry of entries) {
    const lines = messageLines({ ...entry, replay: true }, memory.form(ref));
    for (const { line, tags } of lines) answer.add(line, tags);
  }
  if (ref !== undefined) answer.add(ircLine(SERVER, "BATCH", [`-${ref}`]));
}
