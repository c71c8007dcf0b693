import { assertEquals } from "@std/assert";
import { OrderedIncoming } from "../../client/core/receiving/ordered_incoming.ts";

function incomingFrom(since: number): OrderedIncoming {
  const incoming = new OrderedIncoming({
    free: () => 1,
    hasCapacity: () => true,
    deliver: () => {},
    ownName: () => "ada",
  });
  incoming.start(since);
  return incoming;
}

Deno.test("an acknowledged message moves the point from which a replay starts", () => {
  const incoming = incomingFrom(10);
  incoming.own(12);
  assertEquals([incoming.since, incoming.newest], [12, 12]);
});

Deno.test("while a replay runs an own message doesn't count as caught up with", () => {
  const incoming = incomingFrom(10);
  incoming.pause();
  incoming.own(50);
  incoming.replayStarts();
  incoming.own(51);
  assertEquals([incoming.since, incoming.newest], [10, 51]);
  incoming.replayEnds({ complete: true, count: 0, seq: 49 });
  assertEquals(incoming.since, 49);
  incoming.own(52);
  assertEquals(incoming.since, 52);
});

Deno.test("a client that goes on knows a newer number than that from which it asks", () => {
  const incoming = incomingFrom(0);
  incoming.start(7, 9);
  assertEquals([incoming.since, incoming.newest], [7, 9]);
});
