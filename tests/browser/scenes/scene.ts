import type { Browser } from "playwright-core";
import type { TestServer } from "../../support/server/test_server.ts";

/** Where a scene plays: a server of its own, and a browser that others use too. */
export interface Stage {
  readonly browser: Browser;
  readonly server: TestServer;
  /** Where the page is. */
  readonly url: string;
}

/** Something that people do with the page. */
export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** What the server is started with, beside its ports. */
  readonly flags?: readonly string[];
}
