import { NO_BROWSER } from "./no_browser.ts";

const NAME = "axe-core finds nothing wrong with the page";

Deno.test({
  name: NO_BROWSER === undefined ? NAME : `${NAME} (${NO_BROWSER})`,
  ignore: NO_BROWSER !== undefined,
  // The browser is another process, whose pipes the library closes in its own time.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    // Loaded only here: if this test is ignored, its libraries may lack permissions that they need.
    const { launch } = await import("./browser.ts");
    const { walk } = await import("./axe_walk.ts");
    const browser = await launch();
    try {
      await walk(t, browser, "light");
      await walk(t, browser, "dark");
    } finally {
      await browser.close();
    }
  },
});
