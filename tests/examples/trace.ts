/** The widest line of a page. */
const COLUMNS_MAX = 110;

/**
 * Returns the lines of `--trace` in the form of a page: without one peer, with ports from 50001 on, and
 * with `…` for parts that differ from run to run.
 */
export function shownTrace(lines: readonly string[], leftOut: string): string {
  const ports = new Map<string, number>();
  return lines.filter((line) => !line.includes(` ${leftOut} `)).map((line) =>
    line
      .replace(/(?<=^.. (?:tcp|udp) 127\.0\.0\.1:)\d+/, (port) => {
        if (!ports.has(port)) ports.set(port, 50_001 + ports.size);
        return `${ports.get(port)}`;
      })
      .replace(/(?<="event":"welcome",).*/, "…}")
      .replace(/\[.. .. .. .. = \d+\](?=.*"event":"welcome")/, "[.. .. 00 00 = …]")
      .replace(/"time":"[^"]*"/, '"time":"…"')
      .replace(/\d{4}(?<sep>[- ])\d\d\1\d\d/g, "2026$<sep>11$<sep>21")
      .replace(/ \d\d:\d\d:\d\d/g, " 05:00:00")
      .trimEnd()
  ).map((line) => line.length > COLUMNS_MAX ? `${line.slice(0, COLUMNS_MAX)}…` : line).join("\n");
}
