/** A step of a session: a person types, the program shows, another peer hears or says a text. */
export type Step =
  | { readonly type: string }
  | { readonly shows: string }
  | { readonly hears: string }
  | { readonly says: string };

/** A session of a tutorial's client that docs/tutorial.md shows. */
export interface Lesson {
  /** The name of its blocks in the page. */
  readonly name: string;
  /** `PROGRAM` in the file's name, `PROGRAM_client.py`. */
  readonly program: string;
  /** The hub's port to which the program connects. */
  readonly port: "hub" | "echo" | "time";
  /** The other peer in the room. */
  readonly other: string;
  readonly steps: readonly Step[];
  /** False for a loop without an end: the test then ends the program. */
  readonly ends: boolean;
}

/** A tutorial's client together with the tutorial's server. */
export interface Pair {
  readonly program: string;
  readonly steps: readonly Step[];
  /** The text to type into the server, if it asks for one. */
  readonly reply?: string;
  readonly ends: boolean;
}

/** The sessions that docs/tutorial.md shows. */
export const LESSONS: readonly Lesson[] = [
  {
    name: "phone",
    program: "phone",
    port: "echo",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: "HELLO\n>>: " },
      { type: "quit" },
      { shows: "QUIT\n>>: " },
    ],
    ends: false,
  },
  {
    name: "phone in the room",
    program: "phone",
    port: "hub",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: ">>: " },
      { hears: "hello" },
      { type: "how are you?" },
      { hears: "how are you?" },
      { says: "fine, and you?" },
      { shows: ">>: " },
    ],
    ends: false,
  },
  {
    name: "upper",
    program: "upper",
    port: "echo",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: ">>: " },
      { type: "你好, alex" },
      { shows: ">>: " },
    ],
    ends: false,
  },
  {
    name: "struct",
    program: "struct",
    port: "hub",
    other: "bob",
    steps: [
      { shows: ": " },
      { type: "狗哥alex" },
      { shows: ">>: " },
      { type: "你好" },
      { shows: ">>: " },
      { hears: "你好" },
      { type: "吃了吗?" },
      { hears: "吃了吗?" },
      { says: "吃了" },
      { shows: ">>: " },
      { type: "quit" },
    ],
    ends: true,
  },
  {
    name: "udp_chat",
    program: "udp_chat",
    port: "hub",
    other: "bob",
    steps: [
      { shows: ": " },
      { type: "狗哥alex" },
      { shows: "commands.\n" },
      { type: "你好" },
      { hears: "你好" },
      { says: "你也好" },
      { shows: "你也好\n" },
      { type: "quit" },
    ],
    ends: true,
  },
  {
    name: "qq",
    program: "qq",
    port: "hub",
    other: "瞎驴",
    steps: [
      { shows: ": " },
      { type: "瞎驴" },
      { shows: ": " },
      { type: "我来了" },
      { shows: "回车发送: " },
      { hears: "我来了" },
      { type: "在吗?" },
      { hears: "在吗?" },
      { says: "在" },
      { shows: "回车发送: " },
      { type: "quit" },
      { shows: "聊天对象: " },
    ],
    ends: false,
  },
  {
    name: "time",
    program: "time",
    port: "time",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "%Y %m %d" },
      { shows: ">>: " },
      { type: "" },
      { shows: ">>: " },
    ],
    ends: false,
  },
];

/** The sessions of each client with the tutorial's server. */
export const PAIRS: readonly Pair[] = [
  {
    program: "phone",
    steps: [{ shows: ">>: " }, { type: "hello" }, { shows: "HELLO\n>>: " }],
    ends: false,
  },
  {
    program: "upper",
    steps: [{ shows: ">>: " }, { type: "你好, alex" }, { shows: "你好, ALEX ('127.0.0.1'" }],
    ends: false,
  },
  {
    program: "struct",
    steps: [
      { type: "狗哥alex" },
      { type: "你好" },
      { shows: "server: 收到了 你好\n>>: " },
      { type: "quit" },
    ],
    ends: true,
  },
  {
    program: "udp_chat",
    steps: [{ type: "狗哥alex" }, { shows: "server: 欢迎 狗哥alex\n" }, { type: "quit" }],
    ends: true,
  },
  {
    program: "qq",
    steps: [
      { type: "瞎驴" },
      { type: "在吗?" },
      { shows: "的一条消息:\x1b[1;44m在\x1b[0m\n" },
      { type: "quit" },
      { shows: "聊天对象: " },
    ],
    reply: "在",
    ends: false,
  },
  {
    program: "time",
    steps: [{ type: "%%Y" }, { shows: "%Y\n" }, { type: "" }, { shows: "-" }],
    ends: false,
  },
];
