/** Where Debian puts them. The first one has no windows to draw, and takes half the time. */
const BROWSERS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const;

/** Why no browser can be started here; undefined: one can. */
export const NO_BROWSER: string | undefined = whyNot();

/** The browser that is here, if one is. */
export function browserPath(): string | undefined {
  return BROWSERS.find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}

function whyNot(): string | undefined {
  const wanted = ["net", "read", "write", "run", "env", "sys", "ffi"] as const;
  for (const name of wanted) {
    if (Deno.permissions.querySync({ name }).state !== "granted") return `needs --allow-${name}`;
  }
  if (browserPath() !== undefined) return undefined;
  return `needs ${BROWSERS.join(" or ")} (apt-get install chromium-headless-shell)`;
}
