import type { JobControl } from "./job_control.ts";
import type { OutputQueue } from "./output_queue.ts";

/** Milliseconds that the terminal may take to show everything, before raw mode ends without it. */
const FLUSH_TIMEOUT_MS = 1_000;
/** Milliseconds between two questions if the process is in the foreground: the first, the longest. */
const FOREGROUND_FIRST_MS = 500;
const FOREGROUND_MAX_MS = 5_000;

const PASTE_MARKS_ON = "\x1b[?2004h";
const PASTE_MARKS_OFF = "\x1b[?2004l";

/** Learns when the terminal can be drawn on. */
export interface HeldTerminalEvents {
  /** The process has the terminal for the first time. */
  readonly onBegin: () => void;
  /** The process has the terminal, for the first time or again. */
  readonly onTaken: () => void;
  /** The process is about to lose the terminal. */
  readonly onLeaving: () => void;
  /** The window has another size. */
  readonly onResized: () => void;
}

/**
 * The terminal of a process: held only while the process is in the foreground, and given back to the
 * shell while the process is stopped, and at its end.
 */
export class HeldTerminal {
  readonly #events: HeldTerminalEvents;
  readonly #output: OutputQueue;
  readonly #jobs: JobControl;
  #state: "background" | "active" | "stopping" | "closed" = "background";

  constructor(events: HeldTerminalEvents, output: OutputQueue, jobs: JobControl) {
    this.#events = events;
    this.#output = output;
    this.#jobs = jobs;
  }

  get isActive(): boolean {
    return this.#state === "active";
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /**
   * Takes the terminal as soon as the process is in the foreground. Resolves when the first question
   * is answered, so at once if the process is in the foreground already.
   */
  async open(): Promise<void> {
    globalThis.addEventListener("unload", this.#restore);
    if (Deno.build.os !== "windows") {
      Deno.addSignalListener("SIGWINCH", this.#events.onResized);
      Deno.addSignalListener("SIGCONT", this.#continued);
    }
    if (await this.#jobs.isForeground()) this.#begin();
    else this.#untilForeground().then(() => this.#begin());
  }

  /** Gives the terminal back for ever. Does nothing the second time. */
  async close(lastWords: string): Promise<void> {
    const wasActive = this.isActive;
    this.#state = "closed";
    if (lastWords !== "") this.#output.push(`${lastWords}\n`);
    if (Deno.build.os !== "windows") {
      Deno.removeSignalListener("SIGWINCH", this.#events.onResized);
      Deno.removeSignalListener("SIGCONT", this.#continued);
    }
    globalThis.removeEventListener("unload", this.#restore);
    if (wasActive) await this.#giveBack();
  }

  /**
   * Stops the process, and resolves when it goes on in the foreground.
   *
   * @returns False if there was no shell that could have brought the process back.
   */
  async suspend(): Promise<boolean> {
    if (!this.isActive) return true;
    this.#state = "stopping";
    this.#events.onLeaving();
    await this.#giveBack();
    const wasStopped = await this.#jobs.stop();
    await this.#untilForeground();
    if (this.isClosed) return true;
    this.#take();
    return wasStopped;
  }

  /** Another program stopped the process: the shell has put its own modes on the terminal. */
  readonly #continued = (): void => {
    if (!this.isActive) return;
    this.#jobs.isForeground().then((isForeground) => {
      if (isForeground && this.isActive) this.#take();
    });
  };

  /** Gives the terminal back if the program ends without `close`. */
  readonly #restore = (): void => {
    if (!this.isActive || !this.#output.isWritten) return;
    this.#state = "closed";
    setMode("lines");
    Deno.stdout.writeSync(new TextEncoder().encode(PASTE_MARKS_OFF));
  };

  #begin(): void {
    if (this.isClosed) return;
    this.#take();
    this.#events.onBegin();
  }

  async #untilForeground(): Promise<void> {
    let waitMs = FOREGROUND_FIRST_MS;
    while (!this.isClosed && !await this.#jobs.isForeground()) {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      waitMs = Math.min(2 * waitMs, FOREGROUND_MAX_MS);
    }
  }

  #take(): void {
    this.#state = "active";
    setMode("keys");
    this.#output.push(PASTE_MARKS_ON);
    this.#events.onTaken();
  }

  /** A terminal that takes no output would hold up the change of its mode, and the program with it. */
  async #giveBack(): Promise<void> {
    this.#output.push(PASTE_MARKS_OFF);
    if (await this.#output.flush(FLUSH_TIMEOUT_MS)) setMode("lines");
  }
}

/** Makes the terminal send each key at once, or whole lines as a shell expects them. */
function setMode(mode: "keys" | "lines"): void {
  try {
    Deno.stdin.setRaw(mode === "keys");
  } catch {
    // The terminal is gone.
  }
}
