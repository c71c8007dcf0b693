const tables = new Map<string, Map<string, readonly number[]>>();

/**
 * Encodes a text in an old encoding, by what the decoder of that name makes of all pairs of bytes: the
 * platform has only an encoder for UTF-8.
 *
 * @param label As in https://encoding.spec.whatwg.org: `gbk`, `windows-1251`.
 */
export function encodeAs(label: string, text: string): Uint8Array {
  let table = tables.get(label);
  if (table === undefined) tables.set(label, table = tableOf(label));
  return Uint8Array.from([...text].flatMap((char) => {
    if (char < "\x80") return [char.charCodeAt(0)];
    const bytes = table.get(char);
    if (bytes === undefined) throw new Error(`${label} has no ${char}.`);
    return bytes;
  }));
}

function tableOf(label: string): Map<string, readonly number[]> {
  const table = new Map<string, readonly number[]>();
  const decoder = new TextDecoder(label);
  const add = (bytes: readonly number[]) => {
    const char = decoder.decode(Uint8Array.from(bytes));
    if ([...char].length === 1 && char !== "\ufffd" && !table.has(char)) table.set(char, bytes);
  };
  for (let lead = 0x80; lead < 0x100; lead++) add([lead]);
  if (/^(?:windows|koi|ibm)/.test(label)) return table;
  for (let lead = 0x81; lead < 0xff; lead++) {
    for (let trail = 0x40; trail < 0xff; trail++) add([lead, trail]);
  }
  return table;
}
