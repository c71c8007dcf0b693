/**
 * The page for browsers: plain modules without a build step. `app.js` starts the page, `chat.js`
 * holds the state that the views draw. `connection/` speaks to the hub, `sending/` keeps what waits
 * for an answer, `storage/` keeps what outlives a reload; `text/` reads what a message says;
 * `files/` sends and shows files;
 * `timeline/`, `beside/`, `composer/`, `navigation/` and `views/` draw.
 *
 * A file's path on the server is its path in the repository. The page's own files are JavaScript,
 * served as they are. The files that it shares with the other clients are TypeScript, served without
 * their types. Other folders import this file only.
 *
 * @module
 */

import { stripTypeScriptTypes } from "node:module";
import iconSvg from "./icon.svg" with { type: "text" };
import html from "./index.html" with { type: "text" };
import * as scripts from "./scripts.ts";
import { STYLE_SHEET } from "./style_sheet.ts";

/** One file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

/** Without these a browser finds the modules level by level, with a round trip for each. */
const PRELOADS = Object.keys(scripts)
  .map((path) => `    <link rel="modulepreload" href="${path.slice(1)}">\n`).join("");

/** All files of the page, by their paths. */
export const PAGE_FILES: Readonly<Record<string, PageFile>> = {
  "/": {
    contentType: "text/html; charset=utf-8",
    body: html.replace("  </head>", `${PRELOADS}  </head>`),
  },
  "/style.css": { contentType: "text/css; charset=utf-8", body: STYLE_SHEET },
  "/icon.svg": { contentType: "image/svg+xml", body: iconSvg },
  ...Object.fromEntries(
    Object.entries(scripts).map(([path, source]) => [path, scriptFile(path, source)]),
  ),
};

/** Blanks stand in place of a type, so lines and columns are those of the source. */
function scriptFile(path: string, source: string): PageFile {
  const body = path.endsWith(".ts") ? stripTypeScriptTypes(source) : source;
  return { contentType: "text/javascript; charset=utf-8", body };
}
