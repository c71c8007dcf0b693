import { getLogger } from "@logtape/logtape";
import { type CloseReason, errorNotice } from "../../hub/mod.ts";
import { type Detection, STREAM_DIALECTS, type StreamDialect } from "../../protocol/mod.ts";
import type { Session } from "../connection/connection.ts";

const log = getLogger(["hubbub", "stream"]);

/**
 * Carries out what the first bytes of a connection told: the session speaks a dialect from now on, or
 * the connection is refused and ends.
 *
 * @returns The dialect, where it is one.
 */
export function carryOutDetection(
  detection: Exclude<Detection, { kind: "telnet" }>,
  session: Session,
): StreamDialect | undefined {
  switch (detection.kind) {
    case "undecided":
      return undefined;
    case "dialect":
      session.speak(STREAM_DIALECTS[detection.name]);
      return STREAM_DIALECTS[detection.name];
    case "too-large":
      session.speak(STREAM_DIALECTS[detection.name]);
      session.refuse(detection.error, undefined);
      session.close(protocolError("The connection ends after a length that can't be."));
      return undefined;
    case "misframed": {
      const { sentence, answer } = detection.opening;
      log.debug("{remote} refused: {sentence}", { remote: session.remote, sentence });
      session.outbox.push(answer(JSON.stringify(errorNotice("frame-too-large", sentence))));
      session.close(protocolError(sentence));
      return undefined;
    }
    case "foreign": {
      const { sentence, answer } = detection;
      session.noteRefusal(sentence);
      session.outbox.push(answer);
      session.close(protocolError(sentence));
      return undefined;
    }
    default:
      return detection satisfies never;
  }
}

/** Why a connection ends whose bytes can't be understood any more. */
export function protocolError(sentence: string): CloseReason {
  return { code: "protocol-error", sentence };
}
