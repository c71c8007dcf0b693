/**
 * The report as files of the documentation.
 *
 * @module
 */

import { readAnalysis } from "./analysis.ts";
import { renderChart } from "./chart.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Report } from "./report.ts";

const DOCS = new URL("../../docs/", import.meta.url);

/** Writes `docs/performance.md` and `docs/performance.svg`. Keeps the analysis of the former. */
export async function writeDocuments(report: Report, docs: URL = DOCS): Promise<void> {
  const path = new URL("performance.md", docs);
  await Deno.writeTextFile(path, renderMarkdown(report, await readAnalysis(path)));
  await Deno.writeTextFile(new URL("performance.svg", docs), renderChart(report));
}
