/** The content type of {@linkcode exposition}'s text. */
export const EXPOSITION_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** One number of a family, under the labels that tell it from the family's others. */
export interface Sample {
  /** Follows the family's name, as a histogram's `_bucket`. */
  readonly suffix?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric with all its samples. */
export interface Family {
  /** Lower case with underscores, the unit at its end, like `hubbub_memory_bytes`. */
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: Iterable<Sample>;
}

/**
 * Writes metrics in Prometheus' text format, version 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/).
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exposition } from "./exposition.ts";
 *
 * const samples = [{ labels: { transport: "tcp" }, value: 2 }];
 * assertEquals(
 *   exposition([{ name: "peers", help: "Named peers.", type: "gauge", samples }]),
 *   '# HELP peers Named peers.\n# TYPE peers gauge\npeers{transport="tcp"} 2\n',
 * );
 * ```
 */
export function exposition(families: Iterable<Family>): string {
  let text = "";
  for (const { name, help, type, samples } of families) {
    text += `# HELP ${name} ${escaped(help)}\n# TYPE ${name} ${type}\n`;
    for (const { suffix = "", labels = {}, value } of samples) {
      text += `${name}${suffix}${labelsText(labels)} ${valueText(value)}\n`;
    }
  }
  return text;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) =>
    `${name}="${escaped(value).replaceAll('"', '\\"')}"`
  );
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

/** The format follows Go's spelling of numbers, which knows no `Infinity`. */
function valueText(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}
