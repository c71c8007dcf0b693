import type { Splice } from "../../batch/mod.ts";
import { jsonBody } from "../json_body.ts";
import type { Member } from "../rooms/room.ts";
import type { Change } from "./change.ts";
import type { Ownership } from "./ownership.ts";
import type { Thing } from "./thing.ts";

/**
 * Returns the event that tells a change, without the hub's own fields. A client that knows only `name`
 * and `msg` shows the new text, or a sentence.
 */
export function changeEventOf(
  change: Change,
  thing: Thing,
  member: Member,
  ownership: Ownership,
): Splice {
  const fields = { event: change.kind, of: change.of, name: member.name };
  switch (change.kind) {
    case "edit":
      return jsonBody({ ...fields, msg: change.msg });
    case "delete": {
      const whose = ownership.isAuthor(member, thing) ? "" : ` of ${thing.name}`;
      const { reason } = change;
      const why = reason === undefined ? "" : `: ${reason}`;
      const msg = `(took back message ${change.of}${whose}${why})`;
      return jsonBody({ ...fields, msg, ...(reason !== undefined && { reason }) });
    }
    case "react": {
      const { react, isUndo } = change;
      const msg = `(${isUndo ? "no more " : ""}${react} to message ${change.of})`;
      return jsonBody({ ...fields, msg, react, ...(isUndo && { undo: true }) });
    }
    case "pin": {
      const { isUndo, of } = change;
      const msg = `(${isUndo ? "took the pin from" : "pinned"} message ${of})`;
      return jsonBody({ ...fields, msg, ...(isUndo && { undo: true }) });
    }
    default:
      return change satisfies never;
  }
}
