/** Half-width katakana (JIS X 0201) by frequency, without marks and small letters. */
const BY_FREQUENCY = "ﾝｲｽﾄﾙﾗｼｶｸﾀﾃﾘｱｺｵﾏﾌﾚﾊﾉﾁﾆﾅﾓﾐｻﾛｳｹｴｷﾒﾔﾜｾﾂﾋﾕﾖﾈﾇﾑｿﾍﾎｦ";

/** Marks and small letters. Each must follow a letter from its list. */
const LETTERS_BEFORE: Readonly<Record<string, string>> = {
  "ﾞ": "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ",
  "ﾟ": "ﾊﾋﾌﾍﾎ",
  "ｧ": "ﾌｳﾂ",
  "ｨ": "ﾌｳﾃﾞ",
  "ｩ": "ﾄﾞ",
  "ｪ": "ﾌｳｼﾁﾞ",
  "ｫ": "ﾌｳ",
  "ｬ": "ｷｼﾁﾆﾋﾐﾘﾞﾟ",
  "ｭ": "ｷｼﾁﾆﾋﾐﾘﾞﾟﾌ",
  "ｮ": "ｷｼﾁﾆﾋﾐﾘﾞﾟ",
};

/** The cost of a mark of a voiced sound, the strongest evidence of all. */
const MARK = 1;
const SMALL = 4.5;
const LONG = 3.5;
const MISPLACED = 12;
/** The addition for the first letter of a word, since text in half width is rare. */
const BEGINNING = 4.5;
/** The addition for the same letter twice. */
const DOUBLED = 2;

/** Returns the cost of a half-width letter, as `charset.ts` defines it. */
export function narrowKanaCost(char: string, before: string): number {
  const isWithin = /^[\uff66-\uff9f]$/.test(before);
  if (Object.hasOwn(LETTERS_BEFORE, char)) {
    return isWithin && LETTERS_BEFORE[char].includes(before) ? char < "ﾞ" ? SMALL : MARK : MISPLACED;
  }
  // The signs of a long sound and of a doubled consonant.
  if (char === "ｰ" || char === "ｯ") return isWithin && before !== char ? LONG : MISPLACED;
  // A space or a sign stands between words of Latin and of Japanese letters.
  if (/^[A-Za-z]$/.test(before)) return MISPLACED;
  const rank = BY_FREQUENCY.indexOf(char);
  // Brackets and stops in half width.
  if (rank < 0) return isWithin ? 5 : MISPLACED;
  return 2.9 + 0.045 * rank + (isWithin ? 0 : BEGINNING) + (before === char ? DOUBLED : 0);
}
