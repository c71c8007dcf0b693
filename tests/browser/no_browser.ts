/** Where Debian puts it. */
export const CHROMIUM = "/usr/bin/chromium";

/** Why no browser can be started here; undefined: one can. */
export const NO_BROWSER: string | undefined = whyNot();

function whyNot(): string | undefined {
  const wanted = ["net", "read", "write", "run", "env", "sys", "ffi"] as const;
  for (const name of wanted) {
    if (Deno.permissions.querySync({ name }).state !== "granted") return `needs --allow-${name}`;
  }
  try {
    Deno.statSync(CHROMIUM);
    return undefined;
  } catch {
    return `needs ${CHROMIUM} (apt-get install chromium)`;
  }
}
