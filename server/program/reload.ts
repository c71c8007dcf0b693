import { getLogger } from "@logtape/logtape";
import { CertificateError } from "../../transports/mod.ts";
import { changedFlags, type Config, UsageError } from "../config/mod.ts";
import type { Server } from "../server.ts";
import { TokenFileError, withTokenOfFile } from "./token_file.ts";

const log = getLogger(["hubbub", "reload"]);

/** The parts that a reload works with. */
export interface ReloadOptions {
  /** The configuration that the server was started with. */
  readonly config: Config;
  readonly server: Server;
  /** Reads flags, environment and file again; throws a `UsageError` for a mistake. */
  readonly reread: () => Config;
  /** Sets the log up anew. */
  readonly onLogging: (config: Config) => void;
}

/** The answer to a reload: sentences for the operator. */
export interface ReloadResult {
  /** False: something is wrong, and the sentence says what. */
  readonly isDone: boolean;
  readonly sentences: readonly string[];
}

/**
 * Reads the configuration again, the token's file and the certificate, and gives the running server
 * what it can take.
 */
export class Reload {
  readonly #options: ReloadOptions;
  /** The configuration of the last reload. */
  #current: Config;

  constructor(options: ReloadOptions) {
    this.#options = options;
    this.#current = options.config;
  }

  /** Reloads. A mistake in the configuration leaves everything as it was. */
  run(): ReloadResult {
    let next: Config;
    try {
      next = withTokenOfFile(this.#options.reread());
    } catch (error) {
      if (!(error instanceof UsageError) && !(error instanceof TokenFileError)) throw error;
      return { isDone: false, sentences: [`Everything stays as it was. ${error.message}`] };
    }
    return this.#apply(next);
  }

  /** Reloads for a signal, whose sender sees only the log. */
  runAndLog(): void {
    const { isDone, sentences } = this.run();
    for (const sentence of sentences) {
      if (isDone) log.info("{sentence}", { sentence });
      else log.error("{sentence}", { sentence });
    }
  }

  #apply(next: Config): ReloadResult {
    const before = this.#current;
    this.#current = next;
    const live = new Set(changedFlags(before, next).live);
    if (before.token !== next.token) live.add("token");
    if (live.has("log-level") || live.has("log-format")) this.#options.onLogging(next);
    const failure = this.#give(next);
    const { hub, context } = this.#options.server;
    hub.recordAction("reload", [...live].join(" "), context.now());
    const { atStart } = changedFlags(this.#options.config, next);
    const sentences = [
      live.size === 0 ? "The values are as before." : `New values: ${[...live].join(", ")}.`,
      ...atStart.length === 0 ? [] : [`At the next start: ${atStart.join(", ")}.`],
      ...failure === undefined ? [] : [failure],
      ...failure === undefined && next.tls !== undefined
        ? ["Certificate and key were read again."]
        : [],
    ];
    return { isDone: failure === undefined, sentences };
  }

  /** Returns the reason why the certificate isn't used. */
  #give(next: Config): string | undefined {
    try {
      this.#options.server.reload(next);
      return undefined;
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      return `The earlier certificate stays in use. ${error.message}`;
    }
  }
}
