/** Names of secrets as programs write them, without the characters between their words. */
const WHOLE =
  /^(?:pass|userpass|loginpass|mypass|pw|auth|authorization|authentication|authkey|jwt|otp|bearer|session(?:id|key)?|sessid)$/;
const AT_THE_END =
  /(?:passwords?|passwd|passphrase|passcode|pwd|secrets?|secretkey|tokens?|cookies?|apikey|accesskey|privatekey|credentials?|passwort|kennwort|contraseña|senha|motdepasse|пароль|密码|密碼|口令|パスワード|비밀번호)$/;

/** Longer names are no names of secrets. */
const NAME_MAX_CHARS = 64;

/**
 * True for the name of a field that only its sender and the hub may read: the hub's own `password`,
 * `token`, `session` and `cookie`, and the names that other programs use for such fields.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { isSecretField } from "./secret_field.ts";
 *
 * assertEquals(["password", "API-Key", "author"].map(isSecretField), [true, true, false]);
 * ```
 */
export function isSecretField(name: string): boolean {
  if (name.length > NAME_MAX_CHARS) return false;
  const word = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return WHOLE.test(word) || AT_THE_END.test(word);
}
