/**
 * Writes the report where the documentation is.
 *
 * @module
 */

import { renderChart } from "./chart.ts";
import { analysisIn, renderMarkdown } from "./markdown.ts";
import type { Report } from "./report.ts";

const DOCS = new URL("../../docs/", import.meta.url);

async function readOld(path: URL): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Writes `docs/performance.md` and `docs/performance.svg`; the analysis of the former stays. */
export async function writeDocuments(report: Report, docs: URL = DOCS): Promise<void> {
  const path = new URL("performance.md", docs);
  const analysis = analysisIn(await readOld(path));
  await Deno.writeTextFile(path, renderMarkdown(report, analysis));
  await Deno.writeTextFile(new URL("performance.svg", docs), renderChart(report));
}
