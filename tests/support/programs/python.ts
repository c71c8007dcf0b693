import { missing } from "../gate.ts";

/**
 * The path of Python itself; undefined: there is none. `python3` may be a version manager's script,
 * which takes longer to find Python than Python takes for a test.
 */
export const PYTHON: string | undefined = missing(["run"]) === undefined ? find() : undefined;

function find(): string | undefined {
  const args = ["-c", "import sys; print(sys.executable)"];
  try {
    const { success, stdout } = new Deno.Command("python3", { args }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
