import { getLogger } from "@logtape/logtape";
import { type CloseReason, errorNotice } from "../../hub/mod.ts";
import { type Detection, STREAM_DIALECTS, type StreamDialect } from "../../protocol/mod.ts";
import type { Connection } from "../connection/connection.ts";

/** The sentence for a length that no frame can have. */
export const LENGTH_WRONG = "The connection ends after a length that can't be.";

const log = getLogger(["hubbub", "stream"]);

/**
 * Carries out what a connection's first bytes told: the connection speaks a dialect from now on, or is
 * refused and ends.
 *
 * @returns The dialect; undefined if the connection is refused, or more bytes are needed.
 */
export function carryOutDetection(
  detection: Exclude<Detection, { kind: "telnet" }>,
  connection: Connection,
): StreamDialect | undefined {
  switch (detection.kind) {
    case "undecided":
      return undefined;
    case "dialect":
      connection.speak(STREAM_DIALECTS[detection.name]);
      return STREAM_DIALECTS[detection.name];
    case "too-large":
      connection.speak(STREAM_DIALECTS[detection.name]);
      connection.refuse(detection.error, undefined);
      connection.close(protocolError(LENGTH_WRONG));
      return undefined;
    case "misframed": {
      const { sentence, answer } = detection.opening;
      log.debug("{remote} refused: {sentence}", { remote: connection.remote, sentence });
      connection.outbox.push(answer(JSON.stringify(errorNotice("frame-too-large", sentence))));
      connection.close(protocolError(sentence));
      return undefined;
    }
    case "foreign": {
      const { sentence, answer } = detection;
      connection.logRefusal(sentence);
      connection.outbox.push(answer);
      connection.close(protocolError(sentence));
      return undefined;
    }
    default:
      return detection satisfies never;
  }
}

/** Returns the reason to end a connection whose bytes can't be understood any more. */
export function protocolError(sentence: string): CloseReason {
  return { code: "protocol-error", sentence };
}
