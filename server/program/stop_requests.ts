/**
 * One Ctrl-C reaches the server up to three times within an instant: the terminal signals the whole
 * process group, and npx and `deno task` pass the signal on to what they have started.
 */
const SAME_REQUEST_MS = 2_000;

/**
 * Counts the requests to stop. The first one stops the server in good order. One that comes at least
 * two seconds later is from somebody who doesn't want to wait, and ends the process at once. Time is
 * a parameter.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { StopRequests } from "./stop_requests.ts";
 *
 * const requests = new StopRequests();
 * const answers = [0, 3, 1_999, 2_000].map((nowMs) => requests.answer(nowMs));
 * assertEquals(answers, ["stop", "ignore", "ignore", "exit"]);
 * ```
 */
export class StopRequests {
  #firstMs: number | undefined;

  answer(nowMs: number): "stop" | "ignore" | "exit" {
    if (this.#firstMs === undefined) {
      this.#firstMs = nowMs;
      return "stop";
    }
    return nowMs - this.#firstMs < SAME_REQUEST_MS ? "ignore" : "exit";
  }
}
