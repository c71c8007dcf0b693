/** What happens: somebody types, the program shows, another peer hears or says something. */
export type Step =
  | { readonly type: string }
  | { readonly shows: string }
  | { readonly hears: string }
  | { readonly says: string };

/** One program of the tutorial: what is done with it on the hub, and with its own server half. */
export interface Lesson {
  readonly name: string;
  /** Who else is in the room. */
  readonly other: string;
  readonly steps: readonly Step[];
  readonly pair: readonly Step[];
  /** What is typed on the server's half, where that asks. */
  readonly reply?: string;
}

/** The lessons that docs/tutorial.md shows. */
export const LESSONS: readonly Lesson[] = [
  {
    name: "phone",
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
      { type: "quit" },
    ],
    pair: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: "fine\n>>: " },
      { type: "quit" },
    ],
    reply: "fine",
  },
  {
    name: "upper",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: ">>: " },
      { type: "/msg echo how are you?" },
      { shows: ">>: " },
      { type: "quit" },
    ],
    pair: [
      { shows: ">>: " },
      { type: "how are you?" },
      { shows: "HOW ARE YOU?\n>>: " },
      { type: "quit" },
    ],
  },
  {
    name: "struct",
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
    pair: [
      { type: "狗哥alex" },
      { type: "你好" },
      { shows: "server: 收到了 你好\n>>: " },
      { type: "quit" },
    ],
  },
  {
    name: "udp_chat",
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
    pair: [{ type: "狗哥alex" }, { shows: "server: 欢迎 狗哥alex\n" }, { type: "quit" }],
  },
  {
    name: "qq",
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
      { shows: ": " },
      { type: "quit" },
    ],
    pair: [
      { type: "瞎驴" },
      { type: "在吗?" },
      { shows: "的一条消息: 在\n" },
      { type: "quit" },
      { type: "quit" },
    ],
    reply: "在",
  },
  {
    name: "time",
    other: "bob",
    steps: [
      { shows: ">>: " },
      { type: "hello" },
      { shows: ">>: " },
      { type: "/time %Y-%m-%d" },
      { shows: ">>: " },
      { type: "quit" },
    ],
    pair: [
      { shows: ">>: " },
      { type: "%Y" },
      { shows: `${new Date().getFullYear()}\n` },
      { type: "quit" },
    ],
  },
];
