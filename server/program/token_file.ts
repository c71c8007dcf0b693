import type { Config } from "../config/mod.ts";

/** The token file can't be used. The message tells the operator which file, and why. */
export class TokenFileError extends Error {
  override readonly name = "TokenFileError";
}

/**
 * Returns the configuration with the token that its token file holds, if it names such a file.
 *
 * @throws {TokenFileError} The file can't be read, or is empty.
 */
export function withTokenOfFile(config: Config): Config {
  const { tokenFile } = config;
  if (tokenFile === undefined) return config;
  const token = read(tokenFile).trim();
  if (token !== "") return { ...config, token };
  throw new TokenFileError(`The token file ${tokenFile} is empty: put the secret into it.`);
}

function read(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TokenFileError(`The token file ${path} can't be read: ${why}`);
  }
}
