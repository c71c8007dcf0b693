const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  apos: "'",
  gt: ">",
  lt: "<",
  quot: '"',
};

/**
 * Returns the content of each element with a name, in an answer of S3: elements have no attributes
 * there, and none is within one of the same name.
 */
export function elementsOf(xml: string, name: string): string[] {
  const elements = xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"));
  return Array.from(elements, ([, content]) => content);
}

/** Returns the text of the first element with a name; undefined where there is none. */
export function textOf(xml: string, name: string): string | undefined {
  return elementsOf(xml, name)[0]?.replaceAll(/&(#?)(\w+);/g, (whole, isCode, word) => {
    if (isCode === "") return ENTITIES[word] ?? whole;
    return String.fromCodePoint(word[0] === "x" ? parseInt(word.slice(1), 16) : Number(word));
  });
}

/** Writes a text so that XML has it as it is. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
