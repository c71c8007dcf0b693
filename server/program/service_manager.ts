import { getLogger } from "@logtape/logtape";

const log = getLogger(["hubbub", "service"]);
const encoder = new TextEncoder();

/** The part of a process's environment that systemd sets. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tells systemd that the server is ready, that it lives and that it stops (sd_notify(3), for units with
 * `Type=notify` and `WatchdogSec=`). Does nothing for a server that systemd hasn't started.
 */
export class ServiceManager {
  readonly #socket: Deno.DatagramConn;
  readonly #ownPath: string;
  readonly #address: Deno.UnixAddr;
  readonly #watchdogMs: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(path: string, watchdogMs: number | undefined) {
    // Deno sends datagrams from a socket with a path alone.
    this.#ownPath = Deno.makeTempDirSync({ prefix: "hubbub-notify-" });
    this.#socket = Deno.listenDatagram({
      transport: "unixpacket",
      path: `${this.#ownPath}/s`,
    });
    this.#address = { transport: "unixpacket", path };
    this.#watchdogMs = watchdogMs;
  }

  /** Returns undefined if systemd awaits nothing, or can't be reached: the log says so then. */
  static open(env: Environment): ServiceManager | undefined {
    const path = env.NOTIFY_SOCKET;
    // Deno can't send to the abstract sockets of Linux, which begin with "@".
    if (path === undefined || !path.startsWith("/")) return undefined;
    try {
      return new ServiceManager(path, watchdogMsOf(env));
    } catch (error) {
      log.warn("systemd can't be told that the hub is ready: {error}", { error });
      return undefined;
    }
  }

  /** Tells that the server serves, and from now on that its event loop runs. */
  async ready(): Promise<void> {
    await this.#send("READY=1");
    if (this.#watchdogMs === undefined) return;
    this.#timer = setInterval(() => this.#send("WATCHDOG=1"), this.#watchdogMs);
  }

  /** Tells that the server stops. Nothing more is told then. */
  async stopping(): Promise<void> {
    clearInterval(this.#timer);
    await this.#send("STOPPING=1");
    this.#socket.close();
    Deno.removeSync(this.#ownPath, { recursive: true });
  }

  async #send(state: string): Promise<void> {
    try {
      await this.#socket.send(encoder.encode(state), this.#address);
    } catch (error) {
      log.warn("systemd can't be told {state}: {error}", { state, error });
    }
  }
}

/** Returns half of the time after which systemd takes a silent server for dead. */
function watchdogMsOf({ WATCHDOG_USEC, WATCHDOG_PID }: Environment): number | undefined {
  const isOurs = WATCHDOG_PID === undefined || WATCHDOG_PID === String(Deno.pid);
  const usec = Number(WATCHDOG_USEC);
  return isOurs && usec > 0 ? Math.max(1, Math.floor(usec / 2_000)) : undefined;
}
