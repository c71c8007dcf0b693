import fc from "fast-check";

/** The bytes of an address, with texts that all stand for it. */
export interface Spelling {
  readonly bytes: Uint8Array;
  readonly texts: readonly string[];
}

/** Addresses with many zeros, and some that are IPv4 within IPv6, each in several spellings. */
export function anySpelling(): fc.Arbitrary<Spelling> {
  const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
  const groups = fc.array(group, { minLength: 8, maxLength: 8 });
  const mapped = fc.tuple(group, group).map((last) => [0, 0, 0, 0, 0, 0xffff, ...last]);
  return fc.oneof(groups, mapped).map(spellingsOf);
}

function spellingsOf(groups: readonly number[]): Spelling {
  const all = groups.flatMap((group) => [group >> 8, group & 0xff]);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  const short = groups.map((group) => group.toString(16));
  const long = short.map((text) => text.padStart(4, "0").toUpperCase());
  const dotted = [...short.slice(0, 6), all.slice(12).join(".")].join(":");
  const texts = [short.join(":"), long.join(":"), dotted, ...shortened(short)];
  return { bytes: new Uint8Array(isMapped ? all.slice(12) : all), texts };
}

/** Leaves out each run of zeros in turn, also single zeros. */
function shortened(groups: readonly string[]): string[] {
  const texts: string[] = [];
  for (let start = 0; start < groups.length; start++) {
    for (let end = start; end < groups.length && groups[end] === "0"; end++) {
      texts.push(`${groups.slice(0, start).join(":")}::${groups.slice(end + 1).join(":")}`);
    }
  }
  return texts;
}
