import { assert, assertEquals, assertThrows } from "@std/assert";
import { ClientError } from "../../client/core/client_error.ts";
import { Connectivity } from "../../client/core/connection/connectivity.ts";
import type { ClientLimits } from "../../client/core/client_core_options.ts";
import { DEFAULT_LIMITS } from "../../client/mod.ts";
import { RoundTrip } from "../../client/core/connection/round_trip.ts";
import { ResumePoint } from "../../client/core/connection/resume_point.ts";
import type { ClientMessage } from "../../hub/mod.ts";

interface Circumstances extends Partial<ClientLimits> {
  readonly isLossy: boolean;
  /** Default: one. */
  readonly addresses?: readonly string[];
}

/** Connectivity in virtual time, with a host that only takes notes. */
class Stage {
  readonly connectivity: Connectivity;
  readonly resumePoint = new ResumePoint({ name: "ada", rooms: [], since: undefined });
  nowMs = 0;
  #notes: string[] = [];

  constructor({ isLossy, addresses = ["tcp://hub:9000"], ...limits }: Circumstances) {
    this.connectivity = new Connectivity({
      limits: { ...DEFAULT_LIMITS, ...limits },
      host: {
        connect: () => this.#note("connect"),
        disconnect: () => this.#note("disconnect"),
        send: (message) => this.#note(`send ${nameOf(message)}`),
        emit: (event) => this.#note(event.event === "state" ? event.state : event.event),
        free: () => 1,
        hasCapacity: () => true,
        ended: (error) => this.#note(`ended ${error?.code}`),
        newId: () => "id",
        random: () => 0,
      },
      addresses,
      resumePoint: this.resumePoint,
      roundTrip: isLossy ? new RoundTrip() : undefined,
      refuseAll: ({ code }) => this.#note(`refuse all: ${code}`),
    });
    this.connectivity.start(0);
    this.notes();
  }

  /** Returns the calls since the last look, each with its milliseconds. */
  notes(): string[] {
    return this.#notes.splice(0);
  }

  /** Lets time pass until so much is noted. */
  pass(count: number): string[] {
    while (this.#notes.length < count) {
      this.nowMs = this.connectivity.nextMs();
      assert(this.nowMs < Infinity, this.#notes.join());
      this.connectivity.tick(this.nowMs);
      if (this.connectivity.isOnline) this.connectivity.beat(this.nowMs);
    }
    return this.notes();
  }

  welcome(): void {
    this.connectivity.greet(0, this.nowMs);
    this.connectivity.welcomed(this.nowMs);
    this.notes();
  }

  #note(what: string): void {
    this.#notes.push(`${this.nowMs} ${what}`);
  }
}

function nameOf({ heartbeat, msg = "heartbeat" }: ClientMessage): string {
  return heartbeat === undefined ? msg : "hello";
}

Deno.test("the hub is looked for with growing delays, and no longer than the limit says", () => {
  const stage = new Stage({ isLossy: false, connectTimeoutMs: 800 });
  const notes: string[] = [];
  while (!stage.connectivity.isClosed) {
    stage.connectivity.lost(stage.nowMs, "Nobody listens there.");
    notes.push(...stage.connectivity.isClosed ? stage.notes() : stage.pass(3));
  }
  assertEquals(notes, [
    ...["0 waiting", "125 connecting", "125 connect"],
    ...["125 waiting", "375 connecting", "375 connect"],
    ...["375 disconnect", "375 refuse all: unreachable", "375 closed", "375 ended unreachable"],
  ]);
});

Deno.test("a client makes no further attempt if none can be better, unless a hub was here before", () => {
  const first = new Stage({ isLossy: false, connectTimeoutMs: Infinity });
  first.connectivity.unreachable(0, "tls://hub:9000 takes no TLS: ProtocolVersion");
  assertEquals(first.notes().at(-1), "0 ended unreachable");
  const later = new Stage({ isLossy: false });
  const counts = { peers: [], count: 1, seq: 0 };
  const welcome = { name: "server", msg: "Welcome.", event: "welcome", ...counts } as const;
  later.resumePoint.begin({ ...welcome, you: "ada", session: "s", epoch: "e" });
  later.connectivity.unreachable(0, "The certificate isn't valid today.");
  assertEquals(later.notes(), ["0 waiting"]);
});

Deno.test("a hello by datagram is sent again, over a stream it isn't", () => {
  const byDatagram = new Stage({ isLossy: true, connectTimeoutMs: 60_000 });
  byDatagram.connectivity.greet(0, 0);
  assertEquals(byDatagram.pass(8), [
    ...[0, 500, 1_500, 3_500, 7_500, 11_500].map((ms) => `${ms} send hello`),
    ...["15500 disconnect", "15500 waiting"],
  ]);
  const byStream = new Stage({ isLossy: false, connectTimeoutMs: 60_000 });
  byStream.connectivity.greet(0, 0);
  assertEquals(byStream.pass(3), ["0 send hello", "10000 disconnect", "10000 waiting"]);
});

Deno.test("heartbeats are sent, and without the hub's the link is let go", () => {
  const stage = new Stage({ isLossy: false, heartbeatSeconds: 5 });
  stage.welcome();
  assertEquals(stage.pass(1), ["5000 send heartbeat"]);
  assert(stage.connectivity.heard(6_000));
  assertEquals(stage.pass(4), [
    ...["10000 send heartbeat", "15000 send heartbeat"],
    ...["16000 disconnect", "16000 waiting"],
  ]);
  assert(!stage.connectivity.heard(16_001), "a link that was let go says nothing any more");
});

Deno.test("a goodbye by datagram is said three times, over a stream by its end", () => {
  const end = ["disconnect", "refuse all: closed", "closed", "ended undefined"];
  const byDatagram = new Stage({ isLossy: true });
  byDatagram.welcome();
  byDatagram.connectivity.leave(0);
  assertEquals(byDatagram.pass(7), [
    ...["0 send /quit", "500 send /quit", "1500 send /quit"],
    ...end.map((what) => `3500 ${what}`),
  ]);
  const byStream = new Stage({ isLossy: false });
  byStream.welcome();
  byStream.connectivity.leave(0);
  assertEquals(byStream.notes(), end.map((what) => `0 ${what}`));
});

Deno.test("once it is to close nothing new is taken, and it ends when its time is up", () => {
  const stage = new Stage({ isLossy: false, closeTimeoutMs: 2_000 });
  stage.connectivity.refuseIfClosed();
  stage.connectivity.close(0);
  assertThrows(() => stage.connectivity.refuseIfClosed(), ClientError, "connect again");
  assertEquals([stage.connectivity.isClosing, stage.pass(4).at(-1)], [
    true,
    "2000 ended undefined",
  ]);
});

Deno.test("a refused hello is said again where the hub says that this helps", () => {
  const afterRefusal = (options: { retry: boolean }) => {
    const { connectivity } = new Stage({ isLossy: false });
    connectivity.greet(0, 0);
    assert(connectivity.refused(new ClientError("name-taken", "No.", options), "id", 0));
    return connectivity.state;
  };
  assertEquals(afterRefusal({ retry: false }), "closed");
  assertEquals(afterRefusal({ retry: true }), "waiting");
});

Deno.test("a client that the hub dismisses comes back where the hub says that this helps", () => {
  const afterDismissal = (notice: { readonly retry?: true }) => {
    const stage = new Stage({ isLossy: false });
    stage.welcome();
    const words = { name: "server", event: "close", reason: "shutdown", msg: "Go." } as const;
    stage.connectivity.dismissed({ ...words, ...notice }, 0);
    stage.connectivity.lost(0, "The link ended.");
    return stage.connectivity.state;
  };
  assertEquals(afterDismissal({}), "closed");
  assertEquals(afterDismissal({ retry: true }), "waiting");
});

Deno.test("the refusal of something else isn't the hello's", () => {
  const { connectivity } = new Stage({ isLossy: false });
  const refusal = new ClientError("usage", "No.");
  connectivity.greet(0, 0);
  assert(!connectivity.refused(refusal, "else", 0));
  connectivity.welcomed(0);
  assert(!connectivity.refused(refusal, "id", 0));
});

Deno.test("a heartbeat of the hub is answered, since a hidden page's timers come late", () => {
  const stage = new Stage({ isLossy: false, heartbeatSeconds: 10 });
  stage.welcome();
  stage.nowMs = 4_999;
  stage.connectivity.answerHeartbeat(stage.nowMs);
  assertEquals(stage.notes(), []);
  stage.nowMs = 5_000;
  stage.connectivity.answerHeartbeat(stage.nowMs);
  assertEquals(stage.notes(), ["5000 send heartbeat"]);
});

Deno.test("a client that a person watches leaves every refusal of its hello to that person", () => {
  const stage = new Stage({ isLossy: false, retriesHello: false });
  stage.connectivity.greet(0, 0);
  stage.connectivity.refused(new ClientError("peer-limit", "Full.", { retry: true }), "id", 0);
  assertEquals(stage.notes().at(-1), "0 ended peer-limit");
});

Deno.test("a client that a person watches comes back by itself once it was in", () => {
  const stage = new Stage({ isLossy: false, retriesHello: false });
  const counts = { peers: [], count: 1, seq: 0 };
  const welcome = { name: "server", msg: "Welcome.", event: "welcome", ...counts } as const;
  stage.resumePoint.begin({ ...welcome, you: "ada", session: "s", epoch: "e" });
  stage.welcome();
  stage.connectivity.lost(0, "The server is gone.");
  stage.connectivity.retryNow(0);
  stage.connectivity.greet(0, 0);
  stage.notes();
  stage.connectivity.refused(new ClientError("peer-limit", "Full.", { retry: true }), undefined, 0);
  assertEquals(stage.notes().at(-1), "0 waiting");
});

Deno.test("a client that gives up says the refusal that it heard last", () => {
  const stage = new Stage({ isLossy: false, connectTimeoutMs: 0 });
  stage.connectivity.greet(0, 0);
  stage.connectivity.refused(new ClientError("peer-limit", "Full.", { retry: true }), "id", 0);
  assertEquals(stage.notes().at(-1), "0 ended peer-limit");
});

Deno.test("a client that waits connects at once where it is told that there is a network", () => {
  const stage = new Stage({ isLossy: false });
  stage.connectivity.lost(0, "Nobody listens there.");
  stage.notes();
  stage.connectivity.retryNow(0);
  assertEquals(stage.notes(), ["0 connecting", "0 connect"]);
});

Deno.test("of several addresses the next is tried at once, and after all of them a delay begins", () => {
  const addresses = ["tcp://a:1", "tcp://b:1"];
  const stage = new Stage({ isLossy: false, addresses });
  stage.welcome();
  stage.connectivity.lost(0, "The hub ended the connection.");
  assertEquals(stage.notes(), ["0 waiting", "0 connecting", "0 connect"]);
  assertEquals(stage.connectivity.address, "tcp://b:1");
  stage.connectivity.lost(0, "Nobody listens there.");
  assertEquals(stage.notes(), ["0 waiting"]);
  assertEquals(stage.pass(2), ["125 connecting", "125 connect"]);
});

Deno.test("an address where no hub can be leads to the next one, and the last one ends the client", () => {
  const stage = new Stage({ isLossy: false, addresses: ["tls://a:1", "tls://b:1"] });
  stage.connectivity.unreachable(0, "The certificate isn't valid today.");
  assertEquals(stage.notes(), ["0 waiting", "0 connecting", "0 connect"]);
  stage.connectivity.unreachable(0, "tls://b:1 takes no TLS.");
  assertEquals(stage.notes().at(-1), "0 ended unreachable");
});

Deno.test("before the first welcome each of several addresses has its share of the time", () => {
  const addresses = ["tcp://a:1", "tcp://b:1"];
  const stage = new Stage({ isLossy: false, connectTimeoutMs: 5_000, addresses });
  const next = ["disconnect", "waiting", "connecting", "connect"];
  assertEquals(stage.pass(4), next.map((what) => `2500 ${what}`));
  stage.connectivity.greet(0, 2_500);
  assertEquals(stage.notes().at(-1), "2500 send hello");
  const end = ["disconnect", "disconnect", "refuse all: unreachable", "closed"];
  assertEquals(stage.pass(4).slice(0, 4), end.map((what) => `5000 ${what}`));
});
