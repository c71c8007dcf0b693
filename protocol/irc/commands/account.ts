import { ChatError, foldName } from "../../../hub/mod.ts";
import type { Answer } from "../answer.ts";
import { SERVER, sourceOf } from "../wire/identity.ts";
import type { IrcMemory } from "../memory.ts";
import { nameOf, nickOf } from "../wire/names.ts";
import { ERR, RPL } from "../wire/numerics.ts";
import type { IrcCommand, IrcContext } from "./command.ts";

/** The length of a whole piece of a SASL text; a shorter one is the last. */
const PIECE_CHARS = 400;
/** Longest SASL text, in base64: names and passwords are shorter. */
const SASL_MAX_CHARS = 2_000;

/** The commands about registered names. */
export const ACCOUNT_COMMANDS: Readonly<Record<string, IrcCommand>> = {
  AUTHENTICATE: { paramsMin: 1, mayPrecede: true, run: authenticate },
  REGISTER: { paramsMin: 3, mayPrecede: true, run: register },
};

function authenticate(context: IrcContext): Promise<void> | void {
  const { memory, answer, params: [text] } = context;
  if (!memory.capabilities.has("sasl")) {
    return answer.numeric(ERR.SASLFAIL, [], "Ask for the capability sasl first");
  }
  if (text === "*") {
    memory.sasl = undefined;
    return answer.numeric(ERR.SASLABORTED, [], "SASL authentication aborted");
  }
  if (memory.account !== undefined) {
    return answer.numeric(ERR.SASLALREADY, [], "You are logged in already");
  }
  if (memory.sasl === undefined) {
    if (text.toUpperCase() !== "PLAIN") {
      answer.numeric(RPL.SASLMECHS, ["PLAIN"], "are available SASL mechanisms");
      return answer.numeric(ERR.SASLFAIL, [], "SASL authentication failed: PLAIN is spoken here");
    }
    memory.sasl = "";
    return answer.line(undefined, "AUTHENTICATE", ["+"]);
  }
  if (text.length > PIECE_CHARS || memory.sasl.length + text.length > SASL_MAX_CHARS) {
    memory.sasl = undefined;
    const code = text.length > PIECE_CHARS ? ERR.SASLTOOLONG : ERR.SASLFAIL;
    return answer.numeric(code, [], "SASL message too long");
  }
  if (text !== "+") memory.sasl += text;
  if (text.length === PIECE_CHARS) return;
  const { sasl } = memory;
  memory.sasl = undefined;
  return prove(context, sasl);
}

/** Checks what PLAIN says: an empty name or the same one, the name, the password (RFC 4616). */
async function prove({ memory, answer, nowMs }: IrcContext, base64: string): Promise<void> {
  const { hub, host: { address } } = memory;
  const [authzid, authcid = "", password = ""] = decodeBase64(base64)?.split("\0") ?? [];
  const fold = foldName(nameOf(authcid));
  const account = hub.accounts.get(fold);
  const isSame = authzid === "" || authzid === authcid;
  if (account === undefined || !isSame || password === "") {
    return answer.numeric(
      ERR.SASLFAIL,
      [],
      "SASL authentication failed: no such name, or no password",
    );
  }
  try {
    await hub.checkPassword({ fold, password }, address, nowMs);
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    return answer.numeric(ERR.SASLFAIL, [], `SASL authentication failed: ${error.message}`);
  }
  memory.account = account.name;
  logIn(memory, answer, account.name);
  answer.numeric(RPL.SASLSUCCESS, [], "SASL authentication successful");
  if (!memory.isRegistered) return;
  hub.changeProfile(memory.member, { account: account.name }, nowMs);
}

function logIn(memory: IrcMemory, answer: Answer, account: string): void {
  const source = memory.isRegistered ? sourceOf(memory.member.name) : `${memory.nick}!*@*`;
  const nick = nickOf(account);
  answer.numeric(RPL.LOGGEDIN, [source, nick], `You are now logged in as ${nick}`);
}

function decodeBase64(text: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Registers the client's own name (the draft of account registration). */
function register(context: IrcContext): void {
  const { memory, answer, params: [asked, , password], nowMs } = context;
  if (!memory.isRegistered) {
    const params = ["REGISTER", "COMPLETE_CONNECTION_REQUIRED", "*"];
    return answer.line(SERVER, "FAIL", params, "Send NICK and USER first");
  }
  const { nick, member } = memory;
  const fail = (code: string, sentence: string) =>
    answer.line(SERVER, "FAIL", [
      "REGISTER",
      code,
      asked === "*" ? nick : nickOf(nameOf(asked)) || "*",
    ], sentence);
  if (asked !== "*" && foldName(nameOf(asked)) !== member.fold) {
    return fail("ACCOUNT_NAME_MUST_BE_NICK", "Here a name is registered by who has it as nick");
  }
  answer.wait();
  memory.registering = {
    succeed: (sentence) => {
      memory.registering = undefined;
      memory.account = member.name;
      answer.line(SERVER, "REGISTER", ["SUCCESS", nick], sentence);
      logIn(memory, answer, member.name);
      answer.done();
    },
    fail: (error, sentence) => {
      memory.registering = undefined;
      fail(REGISTER_FAILURES[error] ?? "TEMPORARILY_UNAVAILABLE", sentence);
      answer.done();
    },
  };
  memory.host.handle({ msg: `/register ${password}` }, nowMs);
}

const REGISTER_FAILURES: Readonly<Record<string, string>> = {
  "name-registered": "ACCOUNT_EXISTS",
  "password-invalid": "UNACCEPTABLE_PASSWORD",
};
