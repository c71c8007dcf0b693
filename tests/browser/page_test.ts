// Deno starts test files in the order of their paths. These take longest, so their folder
// comes before others: a long test that starts last makes the whole run longer.

import { NO_BROWSER } from "./no_browser.ts";

Deno.test({
  name: NO_BROWSER === undefined ? "the page in Chromium" : `the page in Chromium (${NO_BROWSER})`,
  ignore: NO_BROWSER !== undefined,
  // The browser is another process, whose pipes the library closes in its own time.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    // Loaded only here: if this test is ignored, its libraries may lack permissions that they need.
    const { launch } = await import("./browser.ts");
    const { startTestServer } = await import("../support/server/test_server.ts");
    const { TempFolder } = await import("../support/files/temp_folder.ts");
    const { SENDING_FILES } = await import("./scenes/files.ts");
    const { TALKING } = await import("./scenes/talking.ts");
    const { CONNECTION } = await import("./scenes/connection.ts");
    const { MESSAGES } = await import("./scenes/messages.ts");
    const { RENDERING } = await import("./scenes/rendering.ts");
    const { READING } = await import("./scenes/reading.ts");
    const { THREADS } = await import("./scenes/threads.ts");
    const { TOUCHING } = await import("./scenes/touching.ts");
    const { SEARCHING } = await import("./scenes/searching.ts");
    const { USING } = await import("./scenes/using.ts");
    const { KEEPING } = await import("./scenes/keeping.ts");
    const { LEAVING } = await import("./scenes/leaving.ts");
    const { LOOKING } = await import("./scenes/looking.ts");
    const scenes = [
      ...SENDING_FILES,
      ...THREADS,
      ...TOUCHING,
      ...SEARCHING,
      ...READING,
      ...RENDERING,
      ...MESSAGES,
      ...TALKING,
      ...CONNECTION,
      ...USING,
      ...KEEPING,
      ...LEAVING,
      ...LOOKING,
    ];
    const browser = await launch();
    try {
      for (const { name, play, flags = [] } of scenes) {
        await t.step(name, async () => {
          await using folder = new TempFolder();
          const filesPath = `${folder.path}/files`;
          const ports = ["--tcp", "0", "--web", "0", "--files", filesPath];
          await using server = await startTestServer([...ports, ...flags]);
          const url = `http://127.0.0.1:${server.webPort}/`;
          await play({ browser, server, filesPath, url });
          for (const context of browser.contexts()) await context.close();
        });
      }
    } finally {
      await browser.close();
    }
  },
});
