import { assertEquals } from "@std/assert";
import { detect, InputBuffer } from "../../../protocol/mod.ts";

function kindOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const input = new InputBuffer(bytes.length + 1);
  input.reserve().set(bytes);
  input.commit(bytes.length);
  const detection = detect(input, { isFinal: true });
  return detection.kind === "dialect" ? detection.name : detection.kind;
}

const IRC_LINES = [
  "CAP LS 302\r\nNICK ada\r\n",
  "CAP REQ :sasl message-tags\r\n",
  "CAP NOTACOMMAND\r\n",
  "NICK ada\n",
  "NICK ada\r\nUSER ada 0 * :Ada\r\nPRIVMSG ben :\x01VERSION\x01\r\n",
  "NICK :ada\r\n",
  "PASS secret\r\nNICK ada\r\n",
  "PASS :open sesame\r\nNICK ada\r\n",
  "USER ada 0 * :Ada L\r\n",
  "AUTHENTICATE PLAIN\r\n",
  "PING :token\r\n",
  "QUIT\r\n",
  "QUIT :bye all\r\n",
];

Deno.test("a first line of an IRC client is IRC", () => {
  for (const line of IRC_LINES) assertEquals(kindOf(line), "irc", line);
});

Deno.test("lines that people say aren't IRC", () => {
  for (const line of ["NICK is here\n", "nick ada\n", "PING\n", "USER error\n", "QUIT it\n"]) {
    assertEquals(kindOf(line), "plain", line);
  }
});
