import { assertEquals } from "@std/assert";
import { Uplinks } from "../../client/uplinks/uplinks.ts";
import { processTest } from "../support/gate.ts";

processTest("only the newest uplink is heard, and all of them end", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const heard: string[] = [];
  const received = Promise.withResolvers<void>();
  const address = { kind: "tcp", hostname: "127.0.0.1", port } as const;
  const links = new Uplinks({
    opened: () => {
      heard.push("opened");
      links.send({ msg: "hello" });
    },
    received: (value) => {
      heard.push(JSON.stringify(value));
      received.resolve();
    },
    lost: (why) => heard.push(why),
    refused: (why) => heard.push(why),
  }, []);
  links.open(address);
  using first = await listener.accept();
  links.open(address);
  using second = await listener.accept();
  const encoder = new TextEncoder();
  await first.write(encoder.encode("1\n")).catch(() => {});
  await second.write(encoder.encode("2\n"));
  await received.promise;
  links.close();
  await links.ended();
  assertEquals(heard.filter((what) => what !== "opened"), ["2"]);
});
