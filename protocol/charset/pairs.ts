import { HANGUL, KANJI, SIMPLIFIED, TRADITIONAL } from "./frequent_characters.ts";
import { narrowKanaCost } from "./narrow_kana.ts";

/** The kind of a row in an encoding's table: it tells how frequent the row's characters are. */
type Row = "common" | "uncommon" | "hiragana" | "katakana" | "symbol" | "narrow kana" | "rare";

/** An encoding of East Asia, with one or two bytes for a character and rows ordered by frequency. */
export interface PairForm {
  readonly frequent: ReadonlySet<string>;
  /** Returns the kind of row of the character with these two bytes. */
  readonly rowOf: (lead: number, trail: number) => Row;
  /** Returns true for a lead byte that is a character by itself. */
  readonly isSingle: (lead: number) => boolean;
}

/** The characters beyond ASCII in a sample, as one encoding reads them. */
export interface Reading {
  readonly cost: number;
  /** The number of bytes of those characters. */
  readonly bytes: number;
}

/** The cost of a whole character, as `charset.ts` defines it. */
const COST: Readonly<Record<Exclude<Row, "narrow kana">, number>> = {
  common: 9.3,
  uncommon: 12.5,
  hiragana: 4.5,
  katakana: 5.5,
  symbol: 11,
  rare: 16,
};
const FREQUENT = 6.3;
const PUNCTUATION = 5;
/** The addition for one character of East Asia between two Latin letters of a word. */
const WITHIN_WORD = 3;

const never = () => false;

/** GB 2312, JIS X 0208 and Big5 put frequent characters into the first rows of their tables. */
export const PAIR_FORMS = {
  gbk: {
    frequent: SIMPLIFIED,
    isSingle: never,
    rowOf: (lead, trail) => {
      if (trail < 0xa1) return "rare";
      if (lead >= 0xb0 && lead <= 0xd7) return "common";
      if (lead >= 0xd8 && lead <= 0xf7) return "uncommon";
      return lead >= 0xa1 && lead <= 0xa9 ? "symbol" : "rare";
    },
  },
  big5: {
    frequent: TRADITIONAL,
    isSingle: never,
    rowOf: (lead) => {
      if (lead >= 0xa4 && lead <= 0xc6) return "common";
      if (lead >= 0xc9 && lead <= 0xf9) return "uncommon";
      return lead >= 0xa1 && lead <= 0xa3 ? "symbol" : "rare";
    },
  },
  shiftJis: {
    frequent: KANJI,
    isSingle: (lead) => lead >= 0xa1 && lead <= 0xdf,
    rowOf: (lead, trail) => {
      if (lead >= 0xa1 && lead <= 0xdf) return "narrow kana";
      if (lead === 0x82 && trail >= 0x9f) return "hiragana";
      if (lead === 0x83 && trail <= 0x96) return "katakana";
      if (lead <= 0x84) return "symbol";
      if (lead >= 0x88 && lead <= 0x97) return "common";
      return lead <= 0xea ? "uncommon" : "rare";
    },
  },
  eucJp: {
    frequent: KANJI,
    isSingle: never,
    rowOf: (lead) => {
      if (lead === 0xa4) return "hiragana";
      if (lead === 0xa5) return "katakana";
      if (lead >= 0xb0 && lead <= 0xcf) return "common";
      if (lead >= 0xd0 && lead <= 0xf4) return "uncommon";
      return lead >= 0xa1 && lead <= 0xa8 ? "symbol" : "rare";
    },
  },
  eucKr: {
    frequent: HANGUL,
    isSingle: never,
    rowOf: (lead, trail) => {
      if (trail >= 0xa1 && lead >= 0xb0 && lead <= 0xc8) return "common";
      return trail >= 0xa1 && lead >= 0xa1 && lead <= 0xac ? "symbol" : "rare";
    },
  },
} satisfies Record<string, PairForm>;

/** Returns the cost of these bytes when one encoding reads them as `text`. */
export function readPairs(
  form: PairForm,
  bytes: Uint8Array,
  text: string,
): Reading {
  const chars = [...text];
  let cost = 0;
  let read = 0;
  let at = 0;
  for (let i = 0; at < bytes.length && i < chars.length; i++) {
    const [lead, trail] = [bytes[at], bytes[at + 1]];
    if (lead < 0x80) {
      at++;
      continue;
    }
    // A character of four bytes in GB 18030: its second byte is a digit.
    const size = form.isSingle(lead) ? 1 : trail < 0x40 ? 4 : 2;
    at += size;
    read += size;
    const isWithin = /[A-Za-z]/.test(chars[i - 1] ?? "") && /[A-Za-z]/.test(chars[i + 1] ?? "");
    cost += costOf(form, chars[i], chars[i - 1] ?? "", lead, trail) +
      (isWithin ? WITHIN_WORD : 0);
  }
  // The sample ends with a first byte whose second byte is missing.
  return { cost: at < bytes.length ? cost + COST.rare : cost, bytes: read };
}

function costOf(form: PairForm, char: string, before: string, lead: number, trail: number): number {
  if ("，。！？、：；“”‘’（）《》「」『』…—～　ー·".includes(char)) return PUNCTUATION;
  if (form.frequent.has(char)) return FREQUENT;
  const row = form.rowOf(lead, trail);
  return row === "narrow kana" ? narrowKanaCost(char, before) : COST[row];
}
