/** The server's two answers to SIGHUP. */
export interface HangupHandlers {
  /** The terminal is gone: say goodbye and end, as on SIGTERM. */
  readonly onTerminalGone: () => void;
  /** Somebody asks the server to read its files again. */
  readonly onReload: () => void;
}

/**
 * Tells apart the two meanings of SIGHUP, which would end the process without a goodbye otherwise.
 *
 * The system sends it when a terminal goes away, and shells pass it on to what runs in it: a program
 * in the foreground is expected to end then. People and service managers send it to a server without
 * a terminal (systemd's `ExecReload=kill -HUP`, logrotate), and every daemon takes that as "read your
 * files again" (daemon(7)) or ignores it; none ends. `nohup` and `setsid` leave no terminal, too. So
 * the signal means an end only if there was a terminal at the start and is none any more. Windows has no
 * such signal.
 */
export function listenForHangup({ onTerminalGone, onReload }: HangupHandlers): void {
  if (Deno.build.os === "windows") return;
  const hadTerminal = isOnTerminal();
  Deno.addSignalListener("SIGHUP", () => {
    if (hadTerminal && !isOnTerminal()) onTerminalGone();
    else onReload();
  });
}

/** Returns false for a terminal that has hung up: the system refuses all questions about it. */
function isOnTerminal(): boolean {
  return [Deno.stdin, Deno.stdout, Deno.stderr].some((stream) => stream.isTerminal());
}
