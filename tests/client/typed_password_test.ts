import { assertEquals } from "@std/assert";
import { TypedPassword } from "../../client/core/connection/typed_password.ts";

Deno.test("a registered name has the password that was typed, and no other name has it", () => {
  const typed = new TypedPassword();
  typed.remember("hello", "ada");
  assertEquals(typed.of("ada"), undefined);
  typed.remember("/register open sesame", "Ada");
  typed.remember("/join #tea", "Ada");
  assertEquals([typed.of("ada"), typed.of("ADA"), typed.of("bob")], [
    "open sesame",
    "open sesame",
    undefined,
  ]);
});

Deno.test("the password of /identify is what follows the name, also where both hold spaces", () => {
  const typed = new TypedPassword();
  typed.remember('/identify "ada l" open sesame', "guest1");
  assertEquals([typed.of("Ada L"), typed.of("ada"), typed.of("guest1")], [
    "open sesame",
    undefined,
    undefined,
  ]);
  typed.remember("/login ada l open", "guest1");
  assertEquals([typed.of("ada"), typed.of("ada l")], ["l open", "open"]);
});

Deno.test("a password that the hub has refused is forgotten", () => {
  const typed = new TypedPassword();
  typed.remember("/register short", "ada");
  typed.forget();
  assertEquals(typed.of("ada"), undefined);
});
