import { assert, assertEquals } from "@std/assert";
import type { Notice } from "../../hub/mod.ts";
import { rowsOf } from "../examples/markdown.ts";

type EventName = Notice["event"];

/** The union of all notices with this event. */
type NoticeOf<Event> = Notice extends infer One
  ? One extends { readonly event: infer Own } ? Event extends Own ? One : never : never
  : never;

/** The fields of a notice that not all notices have, and for each if it is always there. */
type FieldsOf<One> = {
  readonly [Field in Exclude<keyof One, "name" | "msg" | "event">]-?: object extends
    Pick<One, Field> ? "sometimes" : "always";
};

/** The compiler checks this against the code: each event and each field is here, and no other. */
const NOTICES = {
  welcome: {
    you: "always",
    session: "always",
    peers: "always",
    count: "always",
    seq: "always",
    epoch: "always",
    node: "sometimes",
    nodes: "sometimes",
    files: "sometimes",
    cookie: "sometimes",
    id: "sometimes",
  },
  join: { peer: "always", to: "always", peers: "sometimes", count: "sometimes", role: "sometimes" },
  leave: { peer: "always", to: "always", reason: "sometimes", quit: "sometimes", by: "sometimes" },
  room: {
    to: "always",
    moderators: "always",
    private: "always",
    slow: "always",
    owner: "sometimes",
    change: "sometimes",
    peer: "sometimes",
    by: "sometimes",
    role: "sometimes",
    muted: "sometimes",
    banned: "sometimes",
    invited: "sometimes",
  },
  topic: {
    to: "always",
    topic: "sometimes",
    by: "sometimes",
    time: "sometimes",
    peer: "sometimes",
    seq: "sometimes",
  },
  typing: { peer: "always", to: "always" },
  away: { peer: "always", away: "sometimes" },
  read: { peer: "always", to: "always", read: "always" },
  unread: { places: "always" },
  pins: { to: "always", pins: "always" },
  search: { count: "always", more: "always", before: "sometimes", id: "sometimes" },
  rename: { peer: "always", now: "always" },
  ack: { id: "always", seq: "always" },
  error: { error: "always", id: "sometimes", retry: "sometimes" },
  history: {
    complete: "always",
    count: "always",
    seq: "always",
    epoch: "always",
    id: "sometimes",
  },
  who: { peers: "always", count: "always", to: "sometimes", addresses: "sometimes" },
  bans: { bans: "always", count: "always", muted: "sometimes" },
  hook: { hook: "always", room: "always", token: "always" },
  hooks: { hooks: "always", count: "always" },
  rooms: { rooms: "always", count: "always" },
  whois: {
    peer: "always",
    registered: "always",
    transports: "always",
    since: "sometimes",
    operator: "sometimes",
    address: "sometimes",
  },
  help: { commands: "always" },
  file: { file: "always" },
  time: {},
  info: { cookie: "sometimes" },
  heartbeat: {},
  close: { reason: "always", retry: "sometimes" },
} satisfies { readonly [Event in EventName]: FieldsOf<NoticeOf<Event>> };

const PAGE = new URL("../../docs/protocol.md", import.meta.url);
const ignore = Deno.permissions.querySync({ name: "read", path: PAGE }).state !== "granted";
const why = ignore ? " (needs to read the document)" : "";

/** Parses a cell like "`peer`, `to` [`reason`]". */
function fieldsIn(cell: string): Record<string, string> {
  const [always, sometimes = ""] = cell.split("[");
  const named = (text: string, how: string) =>
    [...text.matchAll(/\w+/g)].map(([field]) => [field, how]);
  return Object.fromEntries([...named(always, "always"), ...named(sometimes, "sometimes")]);
}

Deno.test({
  name: `docs/protocol.md lists each event with the fields that the code has${why}`,
  ignore,
  fn: async () => {
    const page = await Deno.readTextFile(PAGE);
    const told = Object.fromEntries(
      rowsOf(page, "when").filter(([, , fields]) => fields !== undefined)
        .map(([event, when, fields]) => {
          assert(when !== "", event);
          return [event, fieldsIn(fields)];
        }),
    );
    assertEquals(told, NOTICES);
  },
});
