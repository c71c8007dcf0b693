import { stripTypeScriptTypes } from "node:module";
import backoff from "../client/core/backoff.ts" with { type: "text" };
import clientCore from "../client/core/client_core.ts" with { type: "text" };
import clientError from "../client/core/client_error.ts" with { type: "text" };
import connectivity from "../client/core/connectivity.ts" with { type: "text" };
import fullStop from "../client/core/full_stop.ts" with { type: "text" };
import heartbeat from "../client/core/heartbeat.ts" with { type: "text" };
import incoming from "../client/core/incoming.ts" with { type: "text" };
import membership from "../client/core/membership.ts" with { type: "text" };
import clientCoreDoor from "../client/core/mod.ts" with { type: "text" };
import phase from "../client/core/phase.ts" with { type: "text" };
import rejoin from "../client/core/rejoin.ts" with { type: "text" };
import replays from "../client/core/replays.ts" with { type: "text" };
import requests from "../client/core/requests.ts" with { type: "text" };
import resumePoint from "../client/core/resume_point.ts" with { type: "text" };
import roundTrip from "../client/core/round_trip.ts" with { type: "text" };
import sendQueue from "../client/core/send_queue.ts" with { type: "text" };
import unacked from "../client/core/unacked.ts" with { type: "text" };
import wire from "../client/core/wire.ts" with { type: "text" };
import fold from "../vocabulary/fold.ts" with { type: "text" };
import limits from "../vocabulary/limits.ts" with { type: "text" };
import vocabulary from "../vocabulary/mod.ts" with { type: "text" };
import bareWord from "../vocabulary/typed/bare_word.ts" with { type: "text" };
import commandLine from "../vocabulary/typed/command_line.ts" with { type: "text" };
import nameArgument from "../vocabulary/typed/name_argument.ts" with { type: "text" };
import secretLine from "../vocabulary/typed/secret_line.ts" with { type: "text" };
import synonyms from "../vocabulary/typed/synonyms.ts" with { type: "text" };

const SOURCES = {
  "/client/core/backoff.ts": backoff,
  "/client/core/client_core.ts": clientCore,
  "/client/core/client_error.ts": clientError,
  "/client/core/connectivity.ts": connectivity,
  "/client/core/full_stop.ts": fullStop,
  "/client/core/heartbeat.ts": heartbeat,
  "/client/core/incoming.ts": incoming,
  "/client/core/membership.ts": membership,
  "/client/core/mod.ts": clientCoreDoor,
  "/client/core/phase.ts": phase,
  "/client/core/rejoin.ts": rejoin,
  "/client/core/replays.ts": replays,
  "/client/core/requests.ts": requests,
  "/client/core/resume_point.ts": resumePoint,
  "/client/core/round_trip.ts": roundTrip,
  "/client/core/send_queue.ts": sendQueue,
  "/client/core/unacked.ts": unacked,
  "/client/core/wire.ts": wire,
  "/vocabulary/fold.ts": fold,
  "/vocabulary/limits.ts": limits,
  "/vocabulary/mod.ts": vocabulary,
  "/vocabulary/typed/bare_word.ts": bareWord,
  "/vocabulary/typed/command_line.ts": commandLine,
  "/vocabulary/typed/name_argument.ts": nameArgument,
  "/vocabulary/typed/secret_line.ts": secretLine,
  "/vocabulary/typed/synonyms.ts": synonyms,
};

/**
 * The files that the page shares with the other clients, as JavaScript by their paths. Blanks stand
 * in place of the types, so lines and columns are those of the source.
 */
export const SHARED_SCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SOURCES).map(([path, source]) => [path, stripTypeScriptTypes(source)]),
);
