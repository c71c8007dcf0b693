/**
 * The shell's job control over this process: it runs in the foreground or not, and stops with
 * Ctrl-Z. Deno has neither `tcgetpgrp` nor a way to signal a process group, so the programs
 * `ps` and `kill` are asked, if they exist and Deno may run them. Without them the process counts as
 * in the foreground, and stops alone. A program that must not be stopped for reading the terminal in
 * the background checks {@linkcode JobControl.canTell} first.
 */
export class JobControl {
  /** Returns true if this process can find out whether it is in the foreground. */
  async canTell(): Promise<boolean> {
    return Deno.build.os === "windows" || (await this.#ask(Deno.pid)).length > 0;
  }

  /** Returns true if a read of the terminal succeeds; in the background it stops the process. */
  async isForeground(): Promise<boolean> {
    const [, state] = await this.#ask(Deno.pid);
    return state === undefined || state.includes("+");
  }

  /**
   * Stops the whole job, as Ctrl-Z does, and resolves when it goes on.
   *
   * @returns True if it was stopped. A job that nobody could continue isn't stopped:
   * its shell leads the session from within the job's own process group, or a task runner would
   * stay behind.
   */
  async stop(): Promise<boolean> {
    if (Deno.build.os === "windows") return false;
    const [groupId] = await this.#ask(Deno.pid);
    if (groupId === undefined || !mayRun("kill")) return await stopAlone();
    const [, leader = "s"] = await this.#ask(Number(groupId));
    if (leader.includes("s")) return false;
    // SIGSTOP, since `deno task` catches SIGTSTP and would stay behind.
    return await run("kill", ["-STOP", "0"]) !== undefined;
  }

  /** The process group and the state of a process, in the words of POSIX `ps`. */
  async #ask(pid: number): Promise<[groupId?: string, state?: string]> {
    if (Deno.build.os === "windows" || !mayRun("ps")) return [];
    const answer = await run("ps", ["-o", "pgid=", "-o", "stat=", "-p", String(pid)]);
    const [groupId, state] = answer?.trim().split(/\s+/) ?? [];
    return groupId && state ? [groupId, state] : [];
  }
}

/** Stops this process, unless its parent is of the same job and would keep the terminal. */
async function stopAlone(): Promise<boolean> {
  const mayRead = Deno.permissions.querySync({ name: "env", variable: "INIT_CWD" });
  // Set by `deno task` and by npm.
  if (mayRead.state !== "granted" || Deno.env.has("INIT_CWD")) return false;
  // A group without a shell to continue it ignores this signal.
  Deno.kill(Deno.pid, "SIGTSTP");
  // The signal may reach another thread first.
  await new Promise((resolve) => setTimeout(resolve, 200));
  return true;
}

function mayRun(command: string): boolean {
  return Deno.permissions.querySync({ name: "run", command }).state === "granted";
}

async function run(command: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(command, {
      args: [...args],
      stdin: "null",
      stderr: "null",
      // Deno asks for more permissions where LD_LIBRARY_PATH or the like are handed on.
      clearEnv: true,
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    return undefined;
  }
}
