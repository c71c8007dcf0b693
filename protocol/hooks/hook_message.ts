import { ChatError, type HookMessage } from "../../hub/mod.ts";
import { alertsText, isAlerts } from "./alertmanager.ts";
import { githubText } from "./github.ts";
import { objectOf, textOf } from "./json_value.ts";
import { slackText } from "./slack.ts";

/** The longest text that a webhook says, in UTF-16 code units. The rest is cut off. */
export const HOOK_TEXT_MAX_CHARS = 8_000;

/** The facts beside a request's body that tell its form. */
export interface HookFacts {
  /** The header `X-GitHub-Event`. */
  readonly githubEvent?: string | undefined;
}

/**
 * Reads a request to a webhook: a JSON object in the form of Slack, of Alertmanager or of GitHub, the
 * same in a form's field `payload`, or a text. The body itself tells which: `curl -d` calls everything
 * a form.
 *
 * @throws {ChatError} `not-utf8`, `not-json`, `json-not-object`, or `empty-message` where nothing in it
 * is text.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readHookMessage } from "./hook_message.ts";
 *
 * const body = new TextEncoder().encode('{"text":"<https://ci.example|build 7> failed","username":"CI"}');
 * assertEquals(readHookMessage(body), {
 *   text: "build 7 (https://ci.example) failed",
 *   username: "CI",
 * });
 * ```
 */
export function readHookMessage(body: Uint8Array, { githubEvent }: HookFacts = {}): HookMessage {
  const whole = decode(body).trim();
  const form = whole.startsWith("payload=") ? new URLSearchParams(whole).get("payload") : null;
  const source = (form ?? whole).trim();
  const isJson = form !== null || source.startsWith("{");
  const message = isJson ? messageIn(source, githubEvent) : { text: source };
  if (message.text.trim() === "") {
    throw new ChatError(
      "empty-message",
      'The request holds no text that could be said: send {"text":"…"} as to Slack, or the text itself.',
    );
  }
  return { ...message, text: cut(message.text) };
}

function messageIn(json: string, githubEvent: string | undefined): HookMessage {
  const payload = objectOf(parse(json));
  if (payload === undefined) {
    throw new ChatError("json-not-object", 'A webhook takes an object like {"text":"…"}.');
  }
  if (githubEvent !== undefined) return { text: githubText(githubEvent, payload) };
  const text = isAlerts(payload) ? alertsText(payload) : slackText(payload);
  const username = textOf(payload.username);
  return username === "" ? { text } : { text, username };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ChatError(
      "not-json",
      `The body begins like JSON and isn't: ${why.slice(0, 200)}. Send valid JSON, or a text.`,
    );
  }
}

function decode(body: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new ChatError("not-utf8", "The body isn't UTF-8: send it as UTF-8.");
  }
}

function cut(text: string): string {
  if (text.length <= HOOK_TEXT_MAX_CHARS) return text.toWellFormed();
  // A pair of surrogates isn't cut in two.
  return `${text.slice(0, HOOK_TEXT_MAX_CHARS - 1).replace(/[\ud800-\udbff]$/, "")}…`
    .toWellFormed();
}
