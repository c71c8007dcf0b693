/** True for the text of one whole JSON object. */
export function isObjectText(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Decodes base64. Undefined for a text that isn't in base64, or is shorter than 8 characters. */
export function fromBase64(text: string): string | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}

/** True for JSON that doesn't begin with `{`: after a byte-order mark, quoted, in base64, in an array. */
export function meansJson(text: string): boolean {
  return /^(?:\ufeff\s*\{|"\{\s*\\"|b['"]\s*\{|\[\s*\{\s*")/.test(text) ||
    /^e[yw3]/.test(text) && isObjectText(fromBase64(text.trim()) ?? "");
}
