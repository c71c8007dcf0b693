import { assertEquals, assertGreater } from "@std/assert";
import * as scripts from "../../../web/scripts.ts";

const IMPORT = /^(?:import|export)\s+(?!type\b)([^;"]*?)\s*from\s+"(\.[^"]+)"/gm;

/** Returns the paths that a script loads; types are gone by then. */
function loadedBy(path: string, text: string): string[] {
  return [...text.matchAll(IMPORT)].filter(([, names]) => !isOfTypes(names))
    .map(([, , from]) => new URL(from, `file://${path}`).pathname);
}

function isOfTypes(names: string): boolean {
  const listed = /^\{(.*)\}$/s.exec(names.trim())?.[1].split(",").map((name) => name.trim());
  return listed?.every((name) => name === "" || name.startsWith("type ")) ?? false;
}

Deno.test("each module that the page loads is served, or the whole page would stop", () => {
  const texts = new Map<string, string>(Object.entries(scripts));
  const loaded = [...texts].flatMap(([path, text]) => loadedBy(path, text));
  assertGreater(loaded.length, 100);
  assertEquals(loaded.filter((path) => !texts.has(path)), []);
});
