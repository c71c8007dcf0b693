const EN = {
  // Joining
  tagline: "Everybody here, on every wire.",
  yourName: "Your name",
  nameHint: "Any script, up to 32 characters.",
  join: "Join",
  joining: "Joining…",
  password: "Password of this name",
  token: "Access token of this hub",
  // Places
  rooms: "Rooms",
  talks: "Direct messages",
  noTalks: "Pick somebody among the people of a room, or type /msg name text.",
  people: "Here now",
  peopleBefore: "Here before the connection was lost",
  operator: "the server's operator",
  bothOfYou: "The two of you",
  you: "you",
  showRooms: "Rooms and talks",
  showPeople: "Who is here",
  hide: "Close",
  joinRoom: "Join a room",
  roomName: "Room",
  roomHint: "A new name opens a new room.",
  roomCount: "{count} here",
  enter: "Enter",
  cancel: "Cancel",
  joinOther: "Join another room…",
  roomMenu: "What to do with {target}",
  leave: "Leave {room}",
  leaveLobby: "Leave the lobby?",
  leaveLobbyHint: "Everybody meets there, and newcomers look there first. " +
    "You can come back at any time.",
  leaveIt: "Leave",
  youLeft: "You left {target}.",
  youClosed: "You closed the talk with {target}.",
  saysNothing: "Until you pick a room, nothing you type is sent.",
  undo: "Undo",
  goTo: "Go to {target}",
  closeTalk: "Close the talk with {name}",
  talkWith: "Direct messages with {name}",
  unread: "{count} unread",
  member: "1 person",
  members: "{count} people",
  direct: "Only you two see this",
  unknownCount: "Who is here isn't known without a connection",
  addressInvalid: "The page's address asks for “{name}”, which can't be a name: a room's has no " +
    "spaces, as in #tea, and no name is longer than 32 characters.",
  addressIsYou: "The page's address asks for a talk with {name}, which is you.",
  signOut: "Leave the hub",
  notifyOn: "Notify me of mentions and direct messages",
  notifyOff: "Stop notifying me",
  notifyDenied: "This browser doesn't allow notifications for this page.",
  // Timeline
  timeline: "Messages",
  skip: "Skip to the message field",
  today: "Today",
  yesterday: "Yesterday",
  newHere: "New",
  sending: "sending",
  kept: "received and kept by the server",
  failed: "Not sent.",
  sendAgain: "Send again",
  edit: "Edit",
  discard: "Discard",
  loading: "Loading earlier messages…",
  loadFailed: "Earlier messages couldn't be loaded.",
  retry: "Try again",
  begin: "This is the beginning of {room}.",
  beginTalk: "What you and {name} tell each other is between you two.",
  toBottom: "To the newest message",
  newBelow: "{count} new",
  showAll: "Show all",
  joined: "{names} joined",
  left: "{names} left",
  cameBack: "{names} was away for a moment",
  cameAndWent: "{names} came by",
  renamed: "{name} is now {now}",
  listComma: ", ",
  andOthers: "{names} and {count} others",
  newLog: "The server began a new log here. What stands above is from before.",
  gap: "Something said meanwhile was forgotten by the server before you came back.",
  refused: "{msg}",
  nameUnclear:
    "That can mean {ways}, so nothing was said. Write the one that you mean, with the quotes.",
  quoteOpen: "The quote in front of the name isn't closed.",
  or: "or",
  mayHaveArrived: "The connection was lost for long; the message may have arrived or not.",
  waitedLong: "It waited for more than a day; send it again if it still fits.",
  tooLong:
    "This is {size} bytes long, and a message takes at most {max}: shorten it by {excess}, " +
    "or send it in parts. Nothing was sent.",
  tooManyWaiting: "Too many messages wait for the connection. Send this when it is back.",
  // Composer
  messageTo: "Message {target}",
  send: "Send",
  suggestions: "Suggestions",
  keys: "Keys: Enter sends, Shift+Enter starts a new line, Tab completes, Alt+↑ and Alt+↓ change " +
    "the room, Ctrl+K enters one, Esc returns to the message field.",
  help_join: "enter a room",
  help_part: "leave a room",
  help_msg: "say something to one person",
  help_nick: "change your name",
  help_who: "who is here, or in a room",
  help_rooms: "the rooms and how many are in each",
  help_history: "load what was said before",
  help_time: "the server's time",
  help_whois: "who that is",
  help_register: "make your name yours",
  help_identify: "take a name that is yours",
  help_help: "all commands and keys",
  help_quit: "leave the hub",
  // Connection
  online: "Connected",
  connecting: "Connecting…",
  lost: "Connection lost.",
  retryIn: "Trying again in {seconds} s.",
  offline: "Not connected",
  tryNow: "Try now",
  replaced: "You have opened the chat somewhere else; this page stands by.",
  useHere: "Use it here",
  // Refusals, where the server's own sentence is in English only
  error_banned: "",
  error_kicked: "",
  error_quit: "You have left. See you!",
  "error_name-taken": "This name is taken by somebody else who is here: choose another.",
  "error_name-reserved": "",
  "error_name-too-long": "",
  "error_name-empty": "",
  "error_name-invalid": "",
  "error_name-registered": "This name belongs to somebody: give its password, or choose another.",
  "error_password-wrong": "",
  "error_token-missing": "This hub is closed to strangers: give its access token.",
  "error_token-wrong": "",
  "error_too-many-attempts": "",
  "error_peer-limit": "",
  "error_unreachable": "The server can't be reached just now.",
};

/** @typedef {keyof typeof EN} TextKey */

/** @type {typeof EN} */
const ZH = {
  tagline: "无论从哪里来，都在这里聊。",
  yourName: "你的名字",
  nameHint: "任何文字，最多 32 个字符。",
  join: "加入",
  joining: "正在加入…",
  password: "这个名字的密码",
  token: "本服务器的访问令牌",
  rooms: "聊天室",
  talks: "私聊",
  noTalks: "在聊天室的成员中选一个人，或输入 /msg 名字 内容。",
  people: "在线成员",
  peopleBefore: "断开连接之前的成员",
  operator: "服务器管理员",
  bothOfYou: "你们两人",
  you: "你",
  showRooms: "聊天室和私聊",
  showPeople: "谁在这里",
  hide: "关闭",
  joinRoom: "加入聊天室",
  roomName: "聊天室",
  roomHint: "输入新名字会创建新的聊天室。",
  roomCount: "{count} 人",
  enter: "进入",
  cancel: "取消",
  joinOther: "加入其他聊天室…",
  roomMenu: "{target} 的操作",
  leave: "离开 {room}",
  leaveLobby: "要离开大厅吗？",
  leaveLobbyHint: "大家都在这里碰面，新来的人也先到这里。你随时可以回来。",
  leaveIt: "离开",
  youLeft: "你已离开 {target}。",
  youClosed: "你已关闭与 {target} 的私聊。",
  saysNothing: "选择聊天室之前，你输入的内容不会发送。",
  undo: "撤销",
  goTo: "前往 {target}",
  closeTalk: "关闭与 {name} 的私聊",
  talkWith: "与 {name} 私聊",
  unread: "{count} 条未读",
  member: "1 人",
  members: "{count} 人",
  direct: "只有你们两人可见",
  unknownCount: "未连接，无法得知谁在这里",
  addressInvalid: "网址中的“{name}”不能作为名字：聊天室名不含空格（如 #tea），名字最多 32 个字符。",
  addressIsYou: "网址要求与 {name} 私聊，但那是你自己。",
  signOut: "退出",
  notifyOn: "有人提到我或私聊我时通知",
  notifyOff: "不再通知",
  notifyDenied: "浏览器不允许此页面发送通知。",
  timeline: "消息",
  skip: "跳到输入框",
  today: "今天",
  yesterday: "昨天",
  newHere: "新消息",
  sending: "正在发送",
  kept: "服务器已收到并保存",
  failed: "未发送。",
  sendAgain: "重新发送",
  edit: "编辑",
  discard: "丢弃",
  loading: "正在加载更早的消息…",
  loadFailed: "无法加载更早的消息。",
  retry: "重试",
  begin: "这里是 {room} 的开头。",
  beginTalk: "你和 {name} 的对话只有你们两人知道。",
  toBottom: "回到最新消息",
  newBelow: "{count} 条新消息",
  showAll: "显示全部",
  joined: "{names} 加入了",
  left: "{names} 离开了",
  cameBack: "{names} 离开了一会儿又回来了",
  cameAndWent: "{names} 来过",
  renamed: "{name} 改名为 {now}",
  listComma: "、",
  andOthers: "{names} 等 {count} 人",
  newLog: "服务器从这里开始了新的记录，以上是之前的消息。",
  gap: "这期间有些消息在你回来之前已被服务器遗忘。",
  refused: "服务器回复：{msg}",
  nameUnclear: "这可以理解为 {ways}，因此什么也没有发送。请带引号写出你要的那一种。",
  quoteOpen: "名字前的引号没有配对。",
  or: "或",
  mayHaveArrived: "连接中断太久，这条消息可能已送达，也可能没有。",
  waitedLong: "这条消息等待了一天以上，如仍合适请重新发送。",
  tooLong:
    "内容有 {size} 字节，一条消息最多 {max} 字节：请缩短 {excess} 字节，或分开发送。尚未发送。",
  tooManyWaiting: "等待发送的消息太多，请在连接恢复后再发送。",
  messageTo: "发消息到 {target}",
  send: "发送",
  suggestions: "建议",
  keys: "快捷键：Enter 发送，Shift+Enter 换行，Tab 补全，Alt+↑ 和 Alt+↓ 切换聊天室，" +
    "Ctrl+K 进入聊天室，Esc 回到输入框。",
  help_join: "进入聊天室",
  help_part: "离开聊天室",
  help_msg: "对一个人说",
  help_nick: "更改名字",
  help_who: "谁在这里或某个聊天室",
  help_rooms: "所有聊天室和人数",
  help_history: "加载更早的消息",
  help_time: "服务器时间",
  help_whois: "这是谁",
  help_register: "注册你的名字",
  help_identify: "取回你的名字",
  help_help: "所有命令和快捷键",
  help_quit: "退出",
  online: "已连接",
  connecting: "正在连接…",
  lost: "连接已断开。",
  retryIn: "{seconds} 秒后重试。",
  offline: "未连接",
  tryNow: "立即重试",
  replaced: "聊天已在别处打开，此页面暂停。",
  useHere: "在这里使用",
  error_banned: "你已被管理员禁止进入。",
  error_kicked: "你已被管理员请出。",
  error_quit: "你已退出，再见！",
  "error_name-taken": "这个名字已有人使用，请换一个。",
  "error_name-reserved": "这个名字是服务器自己的，请换一个。",
  "error_name-too-long": "名字太长：最多 32 个字符（128 字节）。",
  "error_name-empty": "名字是空的，请输入看得见的名字。",
  "error_name-invalid": "名字里有不能使用的字符，或以 # / @ 开头，或首尾有空格。",
  "error_name-registered": "这个名字已被注册，请输入密码，或换一个名字。",
  "error_password-wrong": "密码不对，请重试。",
  "error_token-missing": "本服务器需要访问令牌。",
  "error_token-wrong": "访问令牌不对。",
  "error_too-many-attempts": "尝试次数太多，请稍后再试。",
  "error_peer-limit": "服务器人数已满，请稍后再试。",
  "error_unreachable": "暂时无法连接服务器。",
};

/** The languages that the page speaks. */
export const LANGUAGES = { en: EN, zh: ZH };

/**
 * @param {readonly string[]} wanted The reader's languages, best first.
 * @returns {keyof typeof LANGUAGES}
 */
export function languageFor(wanted) {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0];
    if (base === "en" || base === "zh") return base;
  }
  return "en";
}

/**
 * @param {keyof typeof LANGUAGES} language
 * @returns {(key: TextKey, values?: Record<string, string | number>) => string} Gives a text, its
 * `{holes}` filled.
 */
export function textsIn(language) {
  const table = LANGUAGES[language];
  const numbers = new Intl.NumberFormat(language);
  /** @param {string | number} value */
  const written = (value) => typeof value === "number" ? numbers.format(value) : isolated(value);
  return (key, values = {}) =>
    table[key].replace(/\{(\w+)\}/g, (hole, name) => name in values ? written(values[name]) : hole);
}

/**
 * A name in a script that runs from right to left would turn the words around it, too.
 *
 * @param {string} value
 */
export function isolated(value) {
  return /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
      .test(value)
    ? `\u2068${value}\u2069`
    : value;
}
