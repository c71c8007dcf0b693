const encoder = new TextEncoder();
const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const JOIN_MARK = "⏎";
/** The most lines of one message. Further ones are joined to the last line, with `⏎` between them. */
const LINES_MAX = 100;

/**
 * Splits a text into parts that take at most `maxBytes` of UTF-8 each. It splits at a space if there is
 * one in the last third of a part, otherwise between user-perceived characters. A character that is
 * itself too long is split between code points. The parts joined are the text again.
 */
export function splitText(text: string, maxBytes: number): string[] {
  // Most texts are short enough, and a character takes three bytes at most for each UTF-16 unit.
  if (text.length * 3 <= maxBytes || encoder.encode(text).length <= maxBytes) return [text];
  const parts: string[] = [];
  let part = "";
  let partBytes = 0;
  for (const piece of piecesOf(text, maxBytes)) {
    const bytes = encoder.encode(piece).length;
    if (partBytes + bytes > maxBytes) {
      const space = part.lastIndexOf(" ");
      const at = space > part.length * 2 / 3 ? space + 1 : part.length;
      parts.push(part.slice(0, at));
      part = part.slice(at);
      partBytes = encoder.encode(part).length;
    }
    part += piece;
    partBytes += bytes;
  }
  if (part !== "") parts.push(part);
  return parts;
}

function* piecesOf(text: string, maxBytes: number): Generator<string> {
  for (const { segment } of segmenter.segment(text)) {
    if (segment.length * 3 > maxBytes) yield* segment;
    else yield segment;
  }
}

const LINE_END = /\r\n|[\r\n\u2028\u2029]/;

/** Splits a text at its line ends. Empty lines are left out, since a line of IRC can't say them. */
export function splitLines(text: string): string[] {
  return LINE_END.test(text)
    ? joinRest(text.split(LINE_END).filter((line) => line !== ""))
    : text === ""
    ? []
    : [text];
}

/** Splits a text at its line ends, and keeps its empty lines. */
export function allLines(text: string): string[] {
  return LINE_END.test(text) ? joinRest(text.split(LINE_END)) : [text];
}

function joinRest(lines: string[]): string[] {
  if (lines.length > LINES_MAX) lines.push(lines.splice(LINES_MAX - 1).join(JOIN_MARK));
  return lines;
}
