import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Simulation, type Weather } from "./simulation.ts";

/** The circumstances of a simulated client. */
const steps = [
  { weight: 6, arbitrary: fc.constant("say" as const) },
  { weight: 6, arbitrary: fc.constant("lobby" as const) },
  { weight: 4, arbitrary: fc.constant("room" as const) },
  { weight: 2, arbitrary: fc.constant("elsewhere" as const) },
  { weight: 3, arbitrary: fc.constant("wait" as const) },
  { weight: 1, arbitrary: fc.constant("cut" as const) },
  { weight: 1, arbitrary: fc.constant("restart" as const) },
  { weight: 2, arbitrary: fc.constant("read" as const) },
];

const many = { minLength: 5, maxLength: 120, size: "max" } as const;
const actions = fc.array(fc.oneof(...steps), many);
const actionsWithReloads = fc.array(
  fc.oneof(...steps, { weight: 1, arbitrary: fc.constant("reload" as const) }),
  many,
);

function run(weather: Weather, steps: readonly string[]): Simulation {
  const simulation = new Simulation(weather);
  // Connected in peace: who can't reach the hub at first gives up, as it should.
  simulation.advance(1_000);
  simulation.storm();
  const said: string[] = [];
  let others = 0;
  for (const step of steps) {
    if (step === "say") {
      said.push(`own ${said.length}`);
      simulation.say(said.at(-1)!);
    } else if (step === "lobby") simulation.hub.say("bob", `lobby ${++others}`, "#lobby");
    else if (step === "room") simulation.hub.say("bob", `room ${++others}`, "#ops");
    else if (step === "elsewhere") simulation.hub.say("bob", `elsewhere ${++others}`, "#else");
    else if (step === "wait") simulation.advance(20 + 7 * steps.length % 90);
    else if (step === "cut") simulation.cut();
    else if (step === "restart") simulation.restart();
    else if (step === "kill") simulation.kill();
    else if (step === "reload") simulation.reload();
    else simulation.read();
  }
  simulation.calm();
  simulation.revive();
  for (let i = 0; i < 60; i++) {
    simulation.advance(2_000);
    simulation.read();
  }
  const { log } = simulation.hub;
  assertEquals(simulation.refusals, []);
  assertEquals(simulation.acks.map(({ text }) => text), said, "acknowledged once each, in order");
  const own = log.filter(({ name }) => name === "ada").map(({ msg }) => msg);
  assertEquals(own, said, "routed once each, in order");
  const visible = log.filter(({ name, to }) => name === "bob" && to !== "#else");
  const heard = simulation.heard.filter((event) => event.event === "message").map(({ msg }) => msg);
  assertEquals(heard, visible.map(({ msg }) => msg), "heard once each, in order");
  assertEquals(simulation.core.unacked, 0);
  assertEquals(simulation.core.state, "online");
  return simulation;
}

const actionsWithKills = fc.array(
  fc.oneof(
    ...steps,
    { weight: 3, arbitrary: fc.constant("kill" as const) },
    { weight: 1, arbitrary: fc.constant("reload" as const) },
  ),
  many,
);

const chances = { isLossy: false, loss: 0, doubling: 0 };
const seeds = fc.nat(2 ** 31 - 1);

Deno.test("over breaking streams each say is acknowledged once and each message heard once", () => {
  fc.assert(
    fc.property(seeds, actions, (seed, steps) => {
      run({ ...chances, seed, inboxMaxEvents: 1_000 }, steps);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a reader who lags behind a full inbox hears everything once and in order", () => {
  fc.assert(
    fc.property(seeds, actions, (seed, steps) => {
      run({ ...chances, seed, inboxMaxEvents: 8 }, steps);
    }),
    { numRuns: 150 },
  );
});

Deno.test("over datagrams that get lost, doubled and overtaken nothing is lost or doubled", () => {
  const loss = fc.double({ min: 0, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(seeds, loss, actions, (seed, loss, steps) => {
      run({ isLossy: true, loss, doubling: 0.2, seed, inboxMaxEvents: 1_000 }, steps);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a new client by datagram misses nothing if the first messages get lost, and none follows", () => {
  const simulation = new Simulation({
    ...{ isLossy: true, loss: 1, doubling: 0 },
    ...{ seed: 1, inboxMaxEvents: 10 },
  });
  simulation.advance(1_000);
  simulation.storm();
  simulation.hub.say("bob", "lost on its way", "#ops");
  simulation.calm();
  simulation.advance(10_000);
  simulation.read();
  const heard = simulation.heard.filter((event) => event.event === "message");
  assertEquals(heard.map(({ msg }) => msg), ["lost on its way"]);
});

Deno.test("a client that goes on from what an earlier one remembered misses and doubles nothing", () => {
  fc.assert(
    fc.property(seeds, actionsWithReloads, (seed, steps) => {
      run({ ...chances, seed, inboxMaxEvents: 1_000 }, steps);
    }),
    { numRuns: 150 },
  );
});

Deno.test("a client whose nodes die one after another goes on at others, and misses and doubles nothing", () => {
  const tried = new Set<string>();
  fc.assert(
    fc.property(seeds, actionsWithKills, (seed, steps) => {
      const { attempts } = run({ ...chances, seed, nodes: 3, inboxMaxEvents: 1_000 }, steps);
      for (const address of attempts.keys()) tried.add(address);
    }),
    { numRuns: 150 },
  );
  assertEquals([...tried].sort(), ["tcp://n0:9000", "tcp://n1:9000", "tcp://n2:9000"]);
});

Deno.test("the same holds over datagrams that get lost, doubled and overtaken", () => {
  fc.assert(
    fc.property(seeds, actionsWithKills, (seed, steps) => {
      const weather = { isLossy: true, loss: 0.2, doubling: 0.2 };
      run({ ...weather, seed, nodes: 3, inboxMaxEvents: 1_000 }, steps);
    }),
    { numRuns: 50 },
  );
});

Deno.test("five thousand clients of a node that dies spread over the other nodes", () => {
  const arrivals = new Map<string, number>();
  for (let seed = 1; seed <= 5_000; seed++) {
    const client = new Simulation({ ...chances, seed, nodes: 6, inboxMaxEvents: 10 });
    client.advance(100);
    client.kill();
    client.advance(100);
    assertEquals(client.core.state, "online");
    const { address } = client.core;
    arrivals.set(address, 1 + (arrivals.get(address) ?? 0));
  }
  assertEquals([...arrivals.keys()].sort(), [1, 2, 3, 4, 5].map((i) => `tcp://n${i}:9000`));
  // The seeds repeat, so this is no chance.
  for (const count of arrivals.values()) assert(count > 900 && count < 1_100, `${count}`);
});
