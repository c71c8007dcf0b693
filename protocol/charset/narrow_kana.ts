/** Half-width katakana (JIS X 0201), the frequent ones first, without marks and small letters. */
const BY_FREQUENCY = "ﾝｲｽﾄﾙﾗｼｶｸﾀﾃﾘｱｺｵﾏﾌﾚﾊﾉﾁﾆﾅﾓﾐｻﾛｳｹｴｷﾒﾔﾜｾﾂﾋﾕﾖﾈﾇﾑｿﾍﾎｦ";

/** Signs and small letters, and the letters of which one has to stand before them. */
const BEHIND: Readonly<Record<string, string>> = {
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

/** The marks of voiced sounds: the strongest evidence that there is. */
const MARK = 1;
const SMALL = 4.5;
const LONG = 3.5;
const MISPLACED = 12;
/** The first letter of a word, for text in half width is rare. */
const BEGINNING = 4.5;
/** The same letter twice. */
const DOUBLED = 2;

/** The cost of a letter in half width, as in `charset.ts`. */
export function narrowKanaCost(char: string, before: string): number {
  const isWithin = /^[\uff66-\uff9f]$/.test(before);
  if (Object.hasOwn(BEHIND, char)) {
    return isWithin && BEHIND[char].includes(before) ? char < "ﾞ" ? SMALL : MARK : MISPLACED;
  }
  // A long sound, and the sign of a doubled consonant.
  if (char === "ｰ" || char === "ｯ") return isWithin && before !== char ? LONG : MISPLACED;
  // Words of both kinds of letters have a space or a sign between them.
  if (/^[A-Za-z]$/.test(before)) return MISPLACED;
  const rank = BY_FREQUENCY.indexOf(char);
  // Brackets and stops in half width.
  if (rank < 0) return isWithin ? 5 : MISPLACED;
  return 2.9 + 0.045 * rank + (isWithin ? 0 : BEGINNING) + (before === char ? DOUBLED : 0);
}
