/** An object of JSON whose fields nobody has checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns an object; undefined for any other value, lists included. */
export function objectOf(value: unknown): JsonObject | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? value as JsonObject : undefined;
}

/** Returns the objects of a list, at most so many; none for any other value. */
export function objectsOf(value: unknown, max: number): readonly JsonObject[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, max).map(objectOf).filter((one) => one !== undefined);
}

/** Returns a text, or a number as text; empty for any other value. */
export function textOf(value: unknown): string {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" ? value.trim() : "";
}

/** Joins the texts that aren't empty. */
export function joinTexts(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== "").join(separator);
}
