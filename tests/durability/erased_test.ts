import { assert, assertEquals } from "@std/assert";
import { filesWith } from "../support/files/files_with.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { gatedTest, missing } from "../support/gate.ts";
import { joinTcp } from "../support/peers/connect.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";

const SECRET = "the-secret-of-this-test";

gatedTest(
  "an acknowledged deletion survives kill -9, and no file has the text after the next start",
  missing(["read", "write", "net", "run", "env"]),
  async () => {
    await using folder = new TempFolder();
    const start = () => new HubbubProcess(["--data", folder.path]);
    {
      await using server = start();
      await using ada = await joinTcp({ tcpPort: await server.tcpPort() }, "ada");
      await ada.publish(SECRET);
      await ada.publish("stays");
      await ada.send({ edit: 1, msg: `${SECRET} again`, id: "e" });
      await ada.first(({ event }) => event === "ack");
      await ada.send({ delete: 1, id: "d" });
      assertEquals((await ada.first(({ event }) => event === "ack")).id, "d");
      server.signal("SIGKILL");
    }
    assert((await filesWith(folder.path, SECRET)).length > 0, "a file still has it");
    await using server = start();
    await using bob = await joinTcp({ tcpPort: await server.tcpPort() }, "bob");
    assertEquals(await filesWith(folder.path, SECRET), []);
    await bob.send({ msg: "/history" });
    const heard = await bob.until(({ event }) => event === "history");
    assertEquals(
      heard.filter(({ replay }) => replay).map(({ msg }) => msg),
      ["(deleted)", "stays"],
    );
  },
);
