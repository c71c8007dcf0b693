import { joinTexts, type JsonObject, objectOf, objectsOf, textOf } from "./json_value.ts";
import { readableText } from "./readable_text.ts";

/** Most attachments, blocks, fields and elements that are read, of each kind. */
const PARTS_MAX = 50;

/** Most levels of elements within a block. */
const DEPTH_MAX = 6;

/** The fields that hold the text in the forms of Slack, Discord, Uptime Kuma, Gotify and others. */
const TEXT_FIELDS = ["text", "content", "msg", "message"];

/**
 * Returns the text of a message in Slack's form (https://docs.slack.dev/reference/messaging/payload):
 * the text or, if there are some, the blocks, and behind that the attachments. Empty if nothing in it is
 * text.
 */
export function slackText(payload: JsonObject): string {
  const blocks = blocksText(payload.blocks);
  // The text is what Slack shows where it can't show blocks.
  const text = blocks === "" ? firstText(payload) : blocks;
  const attachments = objectsOf(payload.attachments, PARTS_MAX).map(attachmentText);
  return joinTexts([text, ...attachments], "\n");
}

function firstText(payload: JsonObject): string {
  const field = TEXT_FIELDS.find((name) => textOf(payload[name]) !== "");
  return field === undefined ? "" : readableText(textOf(payload[field]));
}

/** See https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments. */
function attachmentText(attachment: JsonObject): string {
  const link = textOf(attachment.title_link);
  const title = readableText(textOf(attachment.title));
  const linked = title !== "" && link !== "" ? `${title} (${link})` : joinTexts([title, link], "");
  const whole = joinTexts([
    readableText(textOf(attachment.pretext)),
    readableText(textOf(attachment.author_name)),
    linked,
    readableText(textOf(attachment.text)),
    ...objectsOf(attachment.fields, PARTS_MAX).map(fieldText),
    blocksText(attachment.blocks),
  ], "\n");
  return whole === "" ? readableText(textOf(attachment.fallback)) : whole;
}

function fieldText(field: JsonObject): string {
  return joinTexts([textOf(field.title), textOf(field.value)].map(readableText), ": ");
}

function blocksText(blocks: unknown): string {
  return joinTexts(objectsOf(blocks, PARTS_MAX).map(blockText), "\n");
}

/** See https://docs.slack.dev/reference/block-kit/blocks. Buttons and dividers hold no text. */
function blockText(block: JsonObject): string {
  switch (block.type) {
    case "section":
    case "header":
    case "markdown":
      return joinTexts([
        composedText(block.text),
        ...objectsOf(block.fields, PARTS_MAX).map(composedText),
      ], "\n");
    case "context":
      return joinTexts(objectsOf(block.elements, PARTS_MAX).map(composedText), " ");
    case "image":
      return joinTexts([composedText(block.title), textOf(block.alt_text)], ": ");
    case "rich_text":
      return elementsText(block.elements, "\n", 0);
    default:
      return "";
  }
}

/** Returns the text of an object `{"type":"mrkdwn","text":"…"}`, of a picture, or a text itself. */
function composedText(value: unknown): string {
  if (typeof value === "string") return readableText(value.trim());
  const object = objectOf(value);
  if (object === undefined) return "";
  if (object.type === "image") return textOf(object.alt_text);
  const text = textOf(object.text);
  return object.type === "plain_text" ? text : readableText(text);
}

function elementsText(elements: unknown, separator: string, depth: number): string {
  if (depth > DEPTH_MAX) return "";
  const texts = objectsOf(elements, PARTS_MAX).map((element) => {
    switch (element.type) {
      case "text":
        return typeof element.text === "string" ? element.text : "";
      case "link":
        return joinTexts([textOf(element.text), textOf(element.url)], " ");
      case "emoji":
        return `:${textOf(element.name)}:`;
      case "rich_text_list":
        return elementsText(element.elements, "\n", depth + 1);
      default:
        return elementsText(element.elements, "", depth + 1);
    }
  });
  return joinTexts(texts, separator);
}
