/** A link or mention of Slack: its target, and perhaps a label (https://docs.slack.dev/messaging/formatting-message-text). */
const SLACK_LINK = /<([!@#]|[a-z][a-z0-9+.-]{0,30}:)([^<>|\n]{0,2000})(?:\|([^<>\n]{0,2000}))?>/gi;

/** A link or picture of Markdown. The address may hold pairs of parentheses. */
const MARKDOWN_LINK =
  /!?\[([^[\]\n]{0,500})\]\((https?:\/\/[^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,5})(?:\s"[^"\n]{0,500}")?\)/gi;

/**
 * Turns Slack's markup into text that people can read: links, mentions and the three characters that
 * Slack wants to be escaped. Links of Markdown, which some tools send, too, become the same.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readableText } from "./readable_text.ts";
 *
 * assertEquals(
 *   readableText("<!here> <https://ci.example/7|build 7> &amp; [log](https://ci.example/log)"),
 *   "@here build 7 (https://ci.example/7) & log (https://ci.example/log)",
 * );
 * ```
 */
export function readableText(text: string): string {
  return text.replace(SLACK_LINK, (_, kind: string, rest: string, label = "") => {
    switch (kind) {
      case "!":
        // `!subteam^ID` and `!date^…` have a label that says the same.
        return label === "" ? `@${rest.split("^")[0]}` : label;
      case "@":
      case "#":
        return `${kind}${(label === "" ? rest : label).replace(/^[@#]/, "")}`;
      default:
        return linkText(label, kind.toLowerCase() === "mailto:" ? rest : `${kind}${rest}`);
    }
  })
    .replace(MARKDOWN_LINK, (_, label: string, url: string) => linkText(label, url))
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function linkText(label: string, address: string): string {
  const shown = label.trim();
  return shown === "" || shown === address ? address : `${shown} (${address})`;
}
