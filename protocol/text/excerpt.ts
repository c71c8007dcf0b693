import { maskSecrets, READ_MAX_CHARS } from "../secrets/mask.ts";

/** Returns the first bytes in hexadecimal: `ff fe 7b 00 …`. */
export function hex(bytes: Uint8Array, start: number, end: number, count = 8): string {
  const shown = [...bytes.subarray(start, Math.min(end, start + count))];
  const text = shown.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  return end - start > count ? `${text} …` : text;
}

/** Returns the first characters of a text in quotes, with `·` for invisible ones and masked secrets. */
export function excerpt(text: string, maxChars = 32): string {
  const chars = [...maskSecrets(text.slice(0, READ_MAX_CHARS)).slice(0, 2 * maxChars + 1)];
  const shown = chars.slice(0, maxChars).join("")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\ufeff]/gu, "·");
  return `“${shown}${chars.length > maxChars ? "…" : ""}”`;
}
