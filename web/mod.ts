/**
 * The page for browsers: plain modules without a build step. A file's path on the server is its path
 * in the repository. The page's own files are JavaScript and are served as they are; those that it
 * shares with the other clients are TypeScript, whose types are taken out. Other folders import this
 * file only. The files are embedded as texts: no permission to read is needed, and `deno compile`
 * takes them along.
 *
 * @module
 */

import app from "./app.js" with { type: "text" };
import archive from "./archive.js" with { type: "text" };
import attendance from "./attendance.js" with { type: "text" };
import attention from "./attention.js" with { type: "text" };
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
import people from "./people.js" with { type: "text" };
import places from "./places.js" with { type: "text" };
import receiver from "./receiver.js" with { type: "text" };
import roomDialog from "./room_dialog.js" with { type: "text" };
import roomHead from "./room_head.js" with { type: "text" };
import rowView from "./row_view.js" with { type: "text" };
import rows from "./rows.js" with { type: "text" };
import lookup from "./sending/lookup.js" with { type: "text" };
import sentCommands from "./sending/sent_commands.js" with { type: "text" };
import speech from "./sending/speech.js" with { type: "text" };
import waitingMessages from "./sending/waiting_messages.js" with { type: "text" };
import { SHARED_SCRIPTS } from "./shared_scripts.ts";
import statusBar from "./status_bar.js" with { type: "text" };
import steadyClock from "./steady_clock.js" with { type: "text" };
import browserStorage from "./storage/browser_storage.js" with { type: "text" };
import drafts from "./storage/drafts.js" with { type: "text" };
import unsent from "./storage/unsent.js" with { type: "text" };
import css from "./style.css" with { type: "text" };
import texts from "./texts.js" with { type: "text" };
import timeline from "./timeline.js" with { type: "text" };
import wire from "./wire.js" with { type: "text" };

/** One file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  "/web/app.js": app,
  "/web/archive.js": archive,
  "/web/attendance.js": attendance,
  "/web/attention.js": attention,
  "/web/chat.js": chat,
  "/web/clock.js": clock,
  "/web/commands.js": commands,
  "/web/completion.js": completion,
  "/web/composer.js": composer,
  "/web/connection.js": connection,
  "/web/conversation.js": conversation,
  "/web/dom.js": dom,
  "/web/drawers.js": drawers,
  "/web/join_form.js": joinForm,
  "/web/languages/chinese.js": chinese,
  "/web/languages/english.js": english,
  "/web/link.js": link,
  "/web/memory.js": memory,
  "/web/mention.js": mention,
  "/web/name.js": name,
  "/web/navigation/address.js": address,
  "/web/navigation/navigation.js": navigation,
  "/web/navigation/parting.js": parting,
  "/web/navigation/room_menu.js": roomMenu,
  "/web/people.js": people,
  "/web/places.js": places,
  "/web/receiver.js": receiver,
  "/web/room_dialog.js": roomDialog,
  "/web/room_head.js": roomHead,
  "/web/row_view.js": rowView,
  "/web/rows.js": rows,
  "/web/sending/lookup.js": lookup,
  "/web/sending/sent_commands.js": sentCommands,
  "/web/sending/speech.js": speech,
  "/web/sending/waiting_messages.js": waitingMessages,
  "/web/status_bar.js": statusBar,
  "/web/steady_clock.js": steadyClock,
  "/web/storage/browser_storage.js": browserStorage,
  "/web/storage/drafts.js": drafts,
  "/web/storage/unsent.js": unsent,
  "/web/texts.js": texts,
  "/web/timeline.js": timeline,
  "/web/wire.js": wire,
};

const ALL_SCRIPTS = { ...SCRIPTS, ...SHARED_SCRIPTS };

/** Without these a browser finds the modules level by level, with a round trip for each. */
const PRELOADS = Object.keys(ALL_SCRIPTS)
  .map((path) => `    <link rel="modulepreload" href="${path.slice(1)}">\n`).join("");

/** All files of the page, by their paths. */
export const PAGE_FILES: Readonly<Record<string, PageFile>> = {
  "/": {
    contentType: "text/html; charset=utf-8",
    body: html.replace("  </head>", `${PRELOADS}  </head>`),
  },
  "/style.css": { contentType: "text/css; charset=utf-8", body: css },
  "/icon.svg": { contentType: "image/svg+xml", body: iconSvg },
  ...Object.fromEntries(
    Object.entries(ALL_SCRIPTS).map(([path, body]) => [
      path,
      { contentType: "text/javascript; charset=utf-8", body },
    ]),
  ),
};
