import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { openS3Place } from "../files/storage/s3_place.ts";
import { TempFolder } from "../support/files/temp_folder.ts";
import { gatedTest } from "../support/gate.ts";
import { bytesOf, FilePeer, md5Of } from "../support/peers/file_peer.ts";
import { hubbub } from "../support/programs/hubbub_command.ts";
import { HubbubProcess } from "../support/programs/hubbub_process.ts";
import { noS3 } from "../support/s3/s3_server.ts";

gatedTest(
  "a backup leaves a bucket's files out, says so, and the restored hub has them",
  noS3,
  async () => {
    await using place = await openS3Place();
    await using folder = new TempFolder();
    const [dataDir, elsewhere, archive, offline] = ["a", "b", "hub.tar", "offline.tar"]
      .map((name) => `${folder.path}/${name}`);
    const hint = "The files are in s3://chat/files/of_the/hub/ and not in the backup";
    const bytes = bytesOf(1000);
    let fileId: string;
    {
      await using server = new HubbubProcess(["--data", dataDir, ...place.flags]);
      const ada = await FilePeer.join(await server.tcpPort(), "ada");
      await ada.sendFile("a.bin", bytes, { id: "1" });
      fileId = (await ada.until("file")).file.id;
      await ada.until("ack");
      ada.close();
      const made = await hubbub("ctl", "--data", dataDir, "backup", archive);
      assertEquals([made.code, made.stderr], [0, ""]);
      assertStringIncludes(made.stdout, ", 0 files.");
      assertStringIncludes(made.stdout, hint);
      server.signal("SIGTERM");
      await server.ended();
    }
    const config = `${folder.path}/hub.toml`;
    const [, files, , endpoint, , id, , secret] = place.flags;
    await Deno.writeTextFile(
      config,
      `files = "${files}"\ns3-endpoint = "${endpoint}"\ns3-access-key-id = "${id}"\ns3-secret-access-key = "${secret}"\n`,
    );
    const made = await hubbub("backup", "--config", config, "--data", dataDir, offline);
    assertStringIncludes(made.stdout, hint);
    assertEquals((await hubbub("restore", "--data", elsewhere, archive)).code, 0);
    await assertRejects(() => Deno.stat(`${elsewhere}/files`), Deno.errors.NotFound);
    await using restored = new HubbubProcess(["--data", elsewhere, "--config", config]);
    const bob = await FilePeer.join(await restored.tcpPort(), "bob");
    await bob.send({ get: fileId });
    assertEquals((await bob.until(undefined)).md5, md5Of(bytes));
    bob.close();
  },
);
