#!/usr/bin/env node
// Runs hubbub with the Deno that npm has installed beside it, with the permissions that it needs.
const { spawn } = require("node:child_process");
const { cpSync, existsSync, mkdirSync, renameSync, rmSync } = require("node:fs");
const { homedir } = require("node:os");
const { dirname, join } = require("node:path");
const { version } = require("./package.json");

const PERMISSIONS = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys=networkInterfaces,statfs",
  "--allow-run=ps,kill",
];

/** Deno runs no TypeScript within node_modules, so each version is copied to the user's cache once. */
function sources() {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(caches, "hubbub", version);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(join(__dirname, "hubbub"), fresh, { recursive: true });
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    // Another process may have been first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Returns the program itself: the script in front of it would pass on no signal. */
function denoProgram() {
  const folder = dirname(require.resolve("deno/package.json"));
  const program = join(folder, process.platform === "win32" ? "deno.exe" : "deno");
  return existsSync(program) ? program : require(join(folder, "install_api.cjs")).runInstall();
}

const main = join(sources(), "main.ts");
const args = ["run", "--quiet", ...PERMISSIONS, main, ...process.argv.slice(2)];
const env = { ...process.env, HUBBUB_STARTED_BY: "npx hubbub" };
const child = spawn(denoProgram(), args, { stdio: "inherit", env });

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  process.stderr.write(`hubbub: Deno can't be started: ${error.message}\n`);
  process.exitCode = 1;
});
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
