import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type Client, connect } from "../../client/mod.ts";
import { processTest } from "../support/gate.ts";
import { startTestServer, TCP_AND_UDP } from "../support/server/test_server.ts";

/** Restores a folder from its copy within the same files and with their times, as a volume does. */
function rollBack(copy: string, dataDir: string): void {
  // The folder of shared files is empty in these tests, and stays.
  const names = filesOf(copy);
  for (const name of filesOf(dataDir)) {
    if (!names.includes(name)) Deno.removeSync(`${dataDir}/${name}`);
  }
  for (const name of names) {
    Deno.copyFileSync(`${copy}/${name}`, `${dataDir}/${name}`);
    const { atime, mtime } = Deno.statSync(`${copy}/${name}`);
    Deno.utimeSync(`${dataDir}/${name}`, atime!, mtime!);
  }
}

/** Restores a folder from its copy by new files. */
function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name);
}

function restore(copy: string, dataDir: string): void {
  Deno.removeSync(dataDir, { recursive: true });
  copyFolder(copy, dataDir);
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) {
      copyFolder(`${from}/${name}`, `${to}/${name}`);
      continue;
    }
    Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
    const { atime, mtime } = Deno.statSync(`${from}/${name}`);
    Deno.utimeSync(`${to}/${name}`, atime!, mtime!);
  }
}

/** Says these texts one by one, and returns their numbers. */
async function sayAll(client: Client, texts: readonly string[]): Promise<number[]> {
  const seqs: number[] = [];
  for (const text of texts) seqs.push(await client.say(text));
  return seqs;
}

/** Returns the texts that a client hears up to this one. */
async function hearUntil(client: Client, text: string): Promise<string[]> {
  const heard: string[] = [];
  for await (const { msg } of client.messages()) {
    heard.push(msg);
    if (msg === text) break;
  }
  return heard;
}

for (
  const [how, putBack] of [["restored from a copy", restore], ["rolled back", rollBack]] as const
) {
  for (const wire of ["tcp", "udp"] as const) {
    processTest(
      `over ${wire} a follower hears all that is said after the log was ${how}`,
      async () => {
        const folder = Deno.makeTempDirSync({ prefix: "hubbub-client-" });
        const [data, copy] = [`${folder}/data`, `${folder}/copy`];
        const first = await startTestServer([...TCP_AND_UDP, "--data", data]);
        const { tcp, udp } = first.server.ports;
        const flags = ["--data", data, "--tcp", `${tcp}`, "--udp", `${udp}`];
        const url = first[`${wire}Url`];
        await using ada = await connect(url, { name: "ada" });
        await using bob = await connect(url, { name: "bob" });
        await bob.say("before");
        await hearUntil(ada, "before");
        await first.stop();
        copyFolder(data, copy);

        const second = await startTestServer([...TCP_AND_UDP, ...flags]);
        const given = await sayAll(bob, ["lost 1", "lost 2", "lost 3"]);
        await hearUntil(ada, "lost 3");
        const { epoch } = second.server.hub.history;
        await second.stop();
        putBack(copy, data);

        await using third = await startTestServer([...TCP_AND_UDP, ...flags]);
        given.push(...await sayAll(bob, ["after 1", "after 2"]));
        assertNotEquals(third.server.hub.history.epoch, epoch);
        assertEquals(new Set(given).size, 5, "a number is given twice");
        const heard = await hearUntil(ada, "after 2");
        // Kept messages may come again, since the log is another one.
        assertEquals(heard.filter((text) => text !== "before"), ["after 1", "after 2"]);
        assert(heard.length <= 3);
        if (putBack !== restore) return;
        // The number of "lost 2", which this log left out.
        await using cyd = await connect(url, { name: "cyd", since: 3 });
        assertEquals(await hearUntil(cyd, "after 2"), ["before", "after 1", "after 2"]);
      },
    );
  }
}

for (const wire of ["tcp", "udp"] as const) {
  processTest(
    `over ${wire} a client that has only spoken gets no number twice after the log was rolled back`,
    async () => {
      const folder = Deno.makeTempDirSync({ prefix: "hubbub-client-" });
      const [data, copy] = [`${folder}/data`, `${folder}/copy`];
      const first = await startTestServer([...TCP_AND_UDP, "--data", data]);
      const { tcp, udp } = first.server.ports;
      const flags = ["--data", data, "--tcp", `${tcp}`, "--udp", `${udp}`];
      await using bob = await connect(first[`${wire}Url`], { name: "bob" });
      const given = await sayAll(bob, ["before"]);
      await first.stop();
      copyFolder(data, copy);

      const second = await startTestServer([...TCP_AND_UDP, ...flags]);
      given.push(...await sayAll(bob, ["lost 1", "lost 2"]));
      await second.stop();
      rollBack(copy, data);

      await using _third = await startTestServer([...TCP_AND_UDP, ...flags]);
      given.push(...await sayAll(bob, ["after 1", "after 2"]));
      assertEquals(new Set(given).size, 5);
    },
  );
}
