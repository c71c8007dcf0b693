/** Debian's paths of Chromium. The headless shell draws no windows, and takes half the time. */
const BROWSERS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const;

/** The reason why no browser can be started here; undefined if a browser can. */
export const NO_BROWSER: string | undefined = whyNot();

/** The path of this machine's browser; undefined if there is none. */
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
