import { stripTypeScriptTypes } from "node:module";
import fold from "../vocabulary/fold.ts" with { type: "text" };
import limits from "../vocabulary/limits.ts" with { type: "text" };
import vocabulary from "../vocabulary/mod.ts" with { type: "text" };
import bareWord from "../vocabulary/typed/bare_word.ts" with { type: "text" };
import commandLine from "../vocabulary/typed/command_line.ts" with { type: "text" };
import nameArgument from "../vocabulary/typed/name_argument.ts" with { type: "text" };
import secretLine from "../vocabulary/typed/secret_line.ts" with { type: "text" };
import synonyms from "../vocabulary/typed/synonyms.ts" with { type: "text" };

const SOURCES = {
  "/vocabulary/fold.ts": fold,
  "/vocabulary/limits.ts": limits,
  "/vocabulary/mod.ts": vocabulary,
  "/vocabulary/typed/bare_word.ts": bareWord,
  "/vocabulary/typed/command_line.ts": commandLine,
  "/vocabulary/typed/name_argument.ts": nameArgument,
  "/vocabulary/typed/secret_line.ts": secretLine,
  "/vocabulary/typed/synonyms.ts": synonyms,
};

/**
 * The files that the page shares with the other clients, as JavaScript by their paths. Blanks stand
 * in place of the types, so lines and columns are those of the source.
 */
export const SHARED_SCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SOURCES).map(([path, source]) => [path, stripTypeScriptTypes(source)]),
);
