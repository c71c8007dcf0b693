import { excerpt } from "../text/excerpt.ts";
import { fromBase64, isObjectText } from "../text/json_text.ts";

/** Returns the sentence for valid JSON that is no object. */
export function diagnoseValue(value: unknown): string {
  const wanted = 'A message is a JSON object like {"name":"ada","msg":"hi"}, but this is';
  if (value === null) return `${wanted} null.`;
  if (Array.isArray(value)) {
    const holdsObjects = value.some((item) => typeof item === "object" && item !== null);
    const remedy = holdsObjects ? "send each object by itself" : "send an object";
    return `${wanted} an array (seen: ${excerpt(JSON.stringify(value))}): ${remedy}.`;
  }
  if (typeof value !== "string") return `${wanted} a ${typeof value} (seen: ${value}).`;
  if (isObjectText(value)) {
    return `${wanted} a string that holds one, so it was encoded twice (seen: ${
      excerpt(JSON.stringify(value))
    }): call json.dumps or JSON.stringify once.`;
  }
  if (isObjectText(fromBase64(value) ?? "")) {
    return `${wanted} one in base64 (seen: ${excerpt(value)}): send the JSON itself.`;
  }
  return `${wanted} a string (seen: ${excerpt(JSON.stringify(value))}): put it into "msg".`;
}
