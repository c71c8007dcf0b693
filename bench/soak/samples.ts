/**
 * The samples of the soak, as text.
 *
 * @module
 */

/** The server and its clients at one moment. */
export interface Sample {
  readonly residentKiB: number;
  readonly files: number;
  /** Of the half minute before. */
  readonly p99Ms: number;
  readonly acknowledged: number;
  readonly returns: number;
  readonly missing: number;
  readonly repeated: number;
}

const COLUMNS = ["minute", "MiB", "files", "p99, ms", "acked", "returns", "lost", "twice"];
const WIDTH = 10;
const KIB_PER_MIB = 1024;

export function tableHead(): string {
  return COLUMNS.map((column) => column.padStart(WIDTH)).join("");
}

/** One line for each sample. */
export function rowOf(minute: number, sample: Sample): string {
  const { residentKiB, files, p99Ms, acknowledged, returns, missing, repeated } = sample;
  const cells = [
    ...[minute.toFixed(1), (residentKiB / KIB_PER_MIB).toFixed(0), files, p99Ms.toFixed(2)],
    ...[acknowledged, returns, missing, repeated],
  ];
  return cells.map((cell) => String(cell).padStart(WIDTH)).join("");
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** The table for `docs/performance.md`: the first third of the time beside the last. */
export function summaryOf(minutes: number, samples: readonly Sample[]): string {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const row = (title: string, of: (sample: Sample) => number, digits: number) => {
    const values = samples.map(of);
    const [first, last] = [values.slice(0, third), values.slice(-third)].map(median);
    const most = Math.max(...values);
    return `| ${title} | ${[first, last, most].map((each) => each.toFixed(digits)).join(" | ")} |`;
  };
  const { acknowledged, returns, missing, repeated } = samples[samples.length - 1];
  return [
    `| ${minutes} minutes | first third | last third | most |`,
    "| --- | ---: | ---: | ---: |",
    row("memory, MiB", ({ residentKiB }) => residentKiB / KIB_PER_MIB, 0),
    row("open files", ({ files }) => files, 0),
    row("p99, ms", ({ p99Ms }) => p99Ms, 2),
    "",
    `${acknowledged} messages were acknowledged, ${returns} times a listener came back with its ` +
    `session; ${missing} messages were lost, ${repeated} came twice.`,
  ].join("\n");
}
