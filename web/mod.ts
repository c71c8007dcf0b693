/**
 * The page for browsers: plain modules, served as they are, without a build step. What the browser
 * runs imports nothing from the rest, and the rest imports only this file, which embeds them as
 * texts: no permission to read is needed, and `deno compile` takes them along.
 *
 * @module
 */

import app from "./app.js" with { type: "text" };
import archive from "./archive.js" with { type: "text" };
import attendance from "./attendance.js" with { type: "text" };
import attention from "./attention.js" with { type: "text" };
import backoff from "./backoff.js" with { type: "text" };
import chat from "./chat.js" with { type: "text" };
import clock from "./clock.js" with { type: "text" };
import commands from "./commands.js" with { type: "text" };
import completion from "./completion.js" with { type: "text" };
import composer from "./composer.js" with { type: "text" };
import connection from "./connection.js" with { type: "text" };
import conversation from "./conversation.js" with { type: "text" };
import dom from "./dom.js" with { type: "text" };
import drawers from "./drawers.js" with { type: "text" };
import iconSvg from "./icon.svg" with { type: "text" };
import html from "./index.html" with { type: "text" };
import joinForm from "./join_form.js" with { type: "text" };
import chinese from "./languages/chinese.js" with { type: "text" };
import english from "./languages/english.js" with { type: "text" };
import link from "./link.js" with { type: "text" };
import memory from "./memory.js" with { type: "text" };
import mention from "./mention.js" with { type: "text" };
import name from "./name.js" with { type: "text" };
import address from "./navigation/address.js" with { type: "text" };
import navigation from "./navigation/navigation.js" with { type: "text" };
import parting from "./navigation/parting.js" with { type: "text" };
import roomMenu from "./navigation/room_menu.js" with { type: "text" };
import outbox from "./outbox.js" with { type: "text" };
import people from "./people.js" with { type: "text" };
import places from "./places.js" with { type: "text" };
import progress from "./progress.js" with { type: "text" };
import receiver from "./receiver.js" with { type: "text" };
import roomDialog from "./room_dialog.js" with { type: "text" };
import roomHead from "./room_head.js" with { type: "text" };
import rowView from "./row_view.js" with { type: "text" };
import rows from "./rows.js" with { type: "text" };
import lookup from "./sending/lookup.js" with { type: "text" };
import secretLine from "./sending/secret_line.js" with { type: "text" };
import sentCommands from "./sending/sent_commands.js" with { type: "text" };
import speech from "./sending/speech.js" with { type: "text" };
import statusBar from "./status_bar.js" with { type: "text" };
import stopwatch from "./stopwatch.js" with { type: "text" };
import browserStorage from "./storage/browser_storage.js" with { type: "text" };
import drafts from "./storage/drafts.js" with { type: "text" };
import unsent from "./storage/unsent.js" with { type: "text" };
import css from "./style.css" with { type: "text" };
import texts from "./texts.js" with { type: "text" };
import timeline from "./timeline.js" with { type: "text" };
import typed from "./typed.js" with { type: "text" };
import wire from "./wire.js" with { type: "text" };

/** One file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const SCRIPTS = {
  "/app.js": app,
  "/archive.js": archive,
  "/attendance.js": attendance,
  "/attention.js": attention,
  "/backoff.js": backoff,
  "/chat.js": chat,
  "/clock.js": clock,
  "/commands.js": commands,
  "/completion.js": completion,
  "/composer.js": composer,
  "/connection.js": connection,
  "/conversation.js": conversation,
  "/dom.js": dom,
  "/drawers.js": drawers,
  "/join_form.js": joinForm,
  "/languages/chinese.js": chinese,
  "/languages/english.js": english,
  "/link.js": link,
  "/memory.js": memory,
  "/mention.js": mention,
  "/name.js": name,
  "/navigation/address.js": address,
  "/navigation/navigation.js": navigation,
  "/navigation/parting.js": parting,
  "/navigation/room_menu.js": roomMenu,
  "/outbox.js": outbox,
  "/people.js": people,
  "/places.js": places,
  "/progress.js": progress,
  "/receiver.js": receiver,
  "/room_dialog.js": roomDialog,
  "/room_head.js": roomHead,
  "/row_view.js": rowView,
  "/rows.js": rows,
  "/sending/lookup.js": lookup,
  "/sending/secret_line.js": secretLine,
  "/sending/sent_commands.js": sentCommands,
  "/sending/speech.js": speech,
  "/status_bar.js": statusBar,
  "/stopwatch.js": stopwatch,
  "/storage/browser_storage.js": browserStorage,
  "/storage/drafts.js": drafts,
  "/storage/unsent.js": unsent,
  "/texts.js": texts,
  "/timeline.js": timeline,
  "/typed.js": typed,
  "/wire.js": wire,
};

/** All files of the page, by their paths. */
export const PAGE_FILES: Readonly<Record<string, PageFile>> = {
  "/": { contentType: "text/html; charset=utf-8", body: html },
  "/style.css": { contentType: "text/css; charset=utf-8", body: css },
  "/icon.svg": { contentType: "image/svg+xml", body: iconSvg },
  ...Object.fromEntries(
    Object.entries(SCRIPTS).map(([path, body]) => [
      path,
      { contentType: "text/javascript; charset=utf-8", body },
    ]),
  ),
};
