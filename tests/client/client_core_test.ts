import { assertEquals } from "@std/assert";
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

function run(weather: Weather, steps: readonly string[]): void {
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
    else if (step === "reload") simulation.reload();
    else simulation.read();
  }
  simulation.calm();
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
}

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

Deno.test("a client that goes on from what an earlier one remembered misses and doubles nothing", () => {
  fc.assert(
    fc.property(seeds, actionsWithReloads, (seed, steps) => {
      run({ ...chances, seed, inboxMaxEvents: 1_000 }, steps);
    }),
    { numRuns: 150 },
  );
});
