import { alphabetCost, latinCost, type Neighbours } from "./letter_cost.ts";
import { PAIR_FORMS, type PairForm, type Reading, readPairs } from "./pairs.ts";
import { ARABIC, CYRILLIC, GREEK, HEBREW, THAI } from "./frequent_characters.ts";

/** The probable encoding of a text. */
export interface Charset {
  /** The name that people use. */
  readonly name: string;
  /** Decodes the beginning of a text, which may end within a character. */
  readonly decode: (bytes: Uint8Array) => string;
}

/** The most bytes of a text that are weighed: these are enough, and each takes about 3 us. */
const SAMPLE_MAX_BYTES = 128;

/**
 * The highest cost of a byte beyond ASCII in a reading that counts as text. A cost is the negative
 * natural logarithm of a character's probability in a text of its language.
 */
const COST_PER_BYTE_MAX = 5.3;

/** The lead in cost that the best reading needs: it is then 12 times as probable as any other. */
const LEAD_MIN = 2.5;

interface Candidate extends Charset {
  /** Decodes as `decode` does, but throws on bytes that this encoding doesn't have. */
  readonly decodeStrictly: (bytes: Uint8Array) => string;
  readonly read: (bytes: Uint8Array, text: string) => Reading;
  /** The addition to the cost, larger for encodings that are less common. */
  readonly rarity: number;
}

/** The characters from 0x80 on in the code page of Windows' console in western Europe. */
const CODE_PAGE_850 = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»";

function decode850(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    if (byte < 0x80) text += String.fromCharCode(byte);
    else text += CODE_PAGE_850[byte - 0x80] ?? (byte === 0xe1 ? "ß" : "\ufffd");
  }
  return text;
}

const CODE_PAGE_DECODERS = { decode: decode850, decodeStrictly: decode850 };

/** Encodings in which nearly all bytes are letters. They compete with others, but are never named. */
const RIVALS: ReadonlySet<string> = new Set(["windows-1255", "windows-874"]);

const CANDIDATES: readonly Candidate[] = [
  pairs("GBK", "gbk", PAIR_FORMS.gbk, 0),
  pairs("Big5", "big5", PAIR_FORMS.big5, 2),
  pairs("Shift-JIS", "shift_jis", PAIR_FORMS.shiftJis, 2),
  pairs("EUC-JP", "euc-jp", PAIR_FORMS.eucJp, 3),
  pairs("EUC-KR", "euc-kr", PAIR_FORMS.eucKr, 2),
  letters("Latin-1", "windows-1252", latinCost, 0),
  {
    ...letters("code page 850", "windows-1252", latinCost, 2),
    ...CODE_PAGE_DECODERS,
  },
  letters("windows-1251", "windows-1251", alphabetCost(CYRILLIC), 1),
  letters("KOI8-R", "koi8-r", alphabetCost(CYRILLIC), 2),
  letters("code page 866", "ibm866", alphabetCost(CYRILLIC), 2),
  letters("windows-1253", "windows-1253", alphabetCost(GREEK), 4),
  letters("windows-1256", "windows-1256", alphabetCost(ARABIC), 4),
  letters("windows-1255", "windows-1255", alphabetCost(HEBREW), 4),
  letters("windows-874", "windows-874", alphabetCost(THAI), 4),
];

/**
 * Returns the encoding in which bytes that aren't UTF-8 read like text. Undefined if there is none, or
 * if several read equally well: a wrong name is worse than no name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { guessCharset } from "./charset.ts";
 *
 * assertEquals(guessCharset(Uint8Array.of(0xc4, 0xe3, 0xba, 0xc3))?.name, "GBK");
 * assertEquals(guessCharset(Uint8Array.of(0x9d, 0xf2, 0x81)), undefined);
 * ```
 */
export function guessCharset(bytes: Uint8Array): Charset | undefined {
  const sample = sampleOf(bytes);
  const ranked = CANDIDATES.map((candidate) => rank(candidate, sample))
    .sort((one, other) => one.cost - other.cost);
  const [best, second] = ranked;
  if (!best.readsLikeText || second.cost - best.cost < LEAD_MIN) return undefined;
  return RIVALS.has(best.candidate.name) ? undefined : best.candidate;
}

interface Ranked {
  readonly candidate: Candidate;
  readonly readsLikeText: boolean;
  /** The cost including ASCII, whose bytes are parts of characters in some encodings. */
  readonly cost: number;
}

function rank(candidate: Candidate, sample: Uint8Array): Ranked {
  try {
    const text = candidate.decodeStrictly(sample);
    const { cost, bytes } = candidate.read(sample, text);
    const readsLikeText = bytes > 0 && cost <= COST_PER_BYTE_MAX * bytes;
    return { candidate, readsLikeText, cost: cost + asciiCost(text) + candidate.rarity };
  } catch {
    return { candidate, readsLikeText: false, cost: Infinity };
  }
}

function asciiCost(text: string): number {
  let cost = 0;
  for (const char of text) if (char < "\x80") cost += /[a-z ]/.test(char) ? 2.7 : 4.5;
  return cost;
}

/** Returns the text from 4 bytes before the first byte beyond ASCII: a letter's neighbours matter. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const wide = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, wide - 4);
  return bytes.subarray(start, start + SAMPLE_MAX_BYTES);
}

function pairs(name: string, label: string, form: PairForm, rarity: number): Candidate {
  return {
    name,
    ...decodersOf(label),
    read: (bytes, text) => readPairs(form, bytes, text),
    rarity,
  };
}

function letters(
  name: string,
  label: string,
  cost: (char: string, around: Neighbours) => number,
  rarity: number,
): Candidate {
  return {
    name,
    ...decodersOf(label),
    read: (_, text) => {
      const chars = [...text];
      let sum = 0;
      let bytes = 0;
      for (const [i, char] of chars.entries()) {
        if (char < "\x80") continue;
        sum += cost(char, { before: chars[i - 1] ?? "", after: chars[i + 1] ?? "" });
        bytes++;
      }
      return { cost: sum, bytes };
    },
    rarity,
  };
}

function decodersOf(label: string): Pick<Candidate, "decode" | "decodeStrictly"> {
  const decoder = (options: TextDecoderOptions) => (bytes: Uint8Array) =>
    new TextDecoder(label, options).decode(bytes, { stream: true });
  return { decode: decoder({ fatal: false }), decodeStrictly: decoder({ fatal: true }) };
}
