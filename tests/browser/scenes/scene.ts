import type { Browser } from "playwright-core";
import type { TestServer } from "../../support/server/test_server.ts";

/** The surroundings of a scene: a server of its own, and a browser that all scenes share. */
export interface Stage {
  readonly browser: Browser;
  readonly server: TestServer;
  /** The folder in which the server keeps files. */
  readonly filesPath: string;
  /** The address of the page. */
  readonly url: string;
}

/** A test in which people use the page. */
export interface Scene {
  readonly name: string;
  readonly play: (stage: Stage) => Promise<void>;
  /** The server's flags, beside its ports. */
  readonly flags?: readonly string[];
}
