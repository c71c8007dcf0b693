import { assertEquals, assertMatch } from "@std/assert";
import { Chatter } from "../support/peers/chatter.ts";
import { StreamConnection } from "../support/peers/connection.ts";
import { Program } from "../support/programs/program.ts";
import { gatedTest, missing, PROCESS_PERMISSIONS } from "../support/gate.ts";

const denied = missing(PROCESS_PERMISSIONS);

/** A process with the buggy server in it. */
class BuggyServer extends Program {
  constructor() {
    const program = new URL("buggy_server.ts", import.meta.url).pathname;
    super(Deno.execPath(), ["run", "-A", "--no-check", program]);
  }

  async join(name: string): Promise<[Chatter, StreamConnection]> {
    const port = Number(await this.line(/^\d+$/));
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    const connection = new StreamConnection(conn, "json-lines");
    const chatter = new Chatter(connection, "json");
    await chatter.hello(name);
    return [chatter, connection];
  }
}

gatedTest(
  "an error that escapes a connection's handlers ends that connection, and is logged once",
  denied,
  async () => {
    await using server = new BuggyServer();
    const [witness, connection] = await server.join("witness");
    for (const [i, bug] of ["/throw at once", "/throw in a microtask", "/reject"].entries()) {
      const [chatter, own] = await server.join(`victim${i}`);
      await chatter.say(bug);
      const [goodbye] = (await chatter.rest()).slice(-1);
      assertEquals([goodbye.event, goodbye.reason], ["close", "internal-error"], bug);
      own.close();
    }
    // Nobody knows whose timer that was: all live on.
    for (const bug of ["/throw in a timer", "/storm"]) {
      await witness.say(bug);
      await witness.sync();
    }
    const [late, lateConnection] = await server.join("late");
    await late.say("still here");
    await witness.until(({ msg }) => msg === "still here");
    connection.close();
    lateConnection.close();
    server.signal("SIGKILL");
    const { stderr: logged } = await server.ended();
    for (const bug of ["at once", "in a microtask", "in a promise", "in a timer", "of a storm"]) {
      const lines = logged.split("\n").filter((line) => line.includes(`bug ${bug}`));
      assertEquals(lines.length, 1, bug);
      assertMatch(lines[0], /buggy_server\.ts:\d+/);
    }
  },
);

gatedTest("out of memory ends the process, with a sentence", denied, async () => {
  await using server = new BuggyServer();
  const [chatter, connection] = await server.join("ada");
  await chatter.say("/memory");
  await server.line(/no memory left/);
  connection.close();
  assertEquals((await server.ended()).code, 1);
});
