import { assert } from "@std/assert";
import { UdpCookies } from "../../../transports/udp/udp_cookie.ts";

Deno.test("a cookie is good for its address and for a while", () => {
  const cookies = new UdpCookies();
  const cookie = cookies.issue("udp 10.0.0.1:9", 0);
  assert(cookies.verify(cookie, "udp 10.0.0.1:9", 300_000));
  assert(!cookies.verify(cookie, "udp 10.0.0.1:9", 600_000));
  assert(!cookies.verify(cookie, "udp 10.0.0.1:10", 0));
  assert(!new UdpCookies().verify(cookie, "udp 10.0.0.1:9", 0));
});
