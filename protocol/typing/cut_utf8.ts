const utf8 = new TextDecoder("utf-8", { fatal: true });

/** True for UTF-8 (RFC 3629) whose last character is cut. */
export function isCutUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  const lead = cutLeadOf(bytes, start, end);
  return lead !== undefined && isUtf8(bytes, start, lead);
}

/** True for a piece of UTF-8 that may begin and end within a character. */
export function isUtf8Piece(bytes: Uint8Array, start: number, end: number): boolean {
  let from = start;
  while (from < end && from < start + 3 && (bytes[from] & 0xc0) === 0x80) from++;
  return isUtf8(bytes, from, cutLeadOf(bytes, from, end) ?? end);
}

/** True for the beginning of UTF-8 that may end within a character. */
export function isUtf8Head(bytes: Uint8Array): boolean {
  return isUtf8(bytes, 0, cutLeadOf(bytes, 0, bytes.length) ?? bytes.length);
}

function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  try {
    utf8.decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

/** Returns the index of the last character's first byte if that character is cut. */
function cutLeadOf(bytes: Uint8Array, start: number, end: number): number | undefined {
  for (let at = end - 1; at >= Math.max(start, end - 3); at--) {
    const byte = bytes[at];
    if (byte < 0x80) return undefined;
    if (byte < 0xc0) continue;
    const sizeBytes = byte < 0xc2 || byte > 0xf4 ? 0 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return at + sizeBytes > end ? at : undefined;
  }
  return undefined;
}
