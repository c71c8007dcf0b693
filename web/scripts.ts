/**
 * The texts of all scripts that the page loads. The name of each export is the path on the server,
 * which is the path in the repository. Static imports need no permission to read, and `deno compile`
 * embeds the files.
 *
 * @module
 */

export { default as "/web/app.js" } from "./app.js" with { type: "text" };
export { default as "/web/chat.js" } from "./chat.js" with { type: "text" };
export { default as "/web/conversation.js" } from "./conversation.js" with { type: "text" };
export { default as "/web/entry.js" } from "./entry.js" with { type: "text" };
export { default as "/web/message_change.js" } from "./message_change.js" with { type: "text" };
export { default as "/web/beside/panel.js" } from "./beside/panel.js" with { type: "text" };
export { default as "/web/beside/search_panel.js" } from "./beside/search_panel.js" with { type: "text" };
export { default as "/web/beside/thread.js" } from "./beside/thread.js" with { type: "text" };
export { default as "/web/composer/commands.js" } from "./composer/commands.js" with { type: "text" };
export { default as "/web/composer/completion.js" } from "./composer/completion.js" with { type: "text" };
export { default as "/web/composer/composer.js" } from "./composer/composer.js" with { type: "text" };
export { default as "/web/composer/reply_bar.js" } from "./composer/reply_bar.js" with { type: "text" };
export { default as "/web/connection/archive.js" } from "./connection/archive.js" with { type: "text" };
export { default as "/web/connection/attendance.js" } from "./connection/attendance.js" with { type: "text" };
export { default as "/web/connection/page_client.js" } from "./connection/page_client.js" with { type: "text" };
export { default as "/web/connection/receiver.js" } from "./connection/receiver.js" with { type: "text" };
export { default as "/web/connection/search.js" } from "./connection/search.js" with { type: "text" };
export { default as "/web/connection/steady_clock.js" } from "./connection/steady_clock.js" with { type: "text" };
export { default as "/web/connection/unread.js" } from "./connection/unread.js" with { type: "text" };
export { default as "/web/connection/typists.js" } from "./connection/typists.js" with { type: "text" };
export { default as "/web/connection/wire.js" } from "./connection/wire.js" with { type: "text" };
export { default as "/web/languages/chinese.js" } from "./languages/chinese.js" with { type: "text" };
export { default as "/web/languages/english.js" } from "./languages/english.js" with { type: "text" };
export { default as "/web/languages/texts.js" } from "./languages/texts.js" with { type: "text" };
export { default as "/web/navigation/address.js" } from "./navigation/address.js" with { type: "text" };
export { default as "/web/navigation/keys.js" } from "./navigation/keys.js" with { type: "text" };
export { default as "/web/navigation/jump.js" } from "./navigation/jump.js" with { type: "text" };
export { default as "/web/navigation/navigation.js" } from "./navigation/navigation.js" with { type: "text" };
export { default as "/web/navigation/undo_bar.js" } from "./navigation/undo_bar.js" with { type: "text" };
export { default as "/web/navigation/room_dialog.js" } from "./navigation/room_dialog.js" with { type: "text" };
export { default as "/web/navigation/room_menu.js" } from "./navigation/room_menu.js" with { type: "text" };
export { default as "/web/sending/lookup.js" } from "./sending/lookup.js" with { type: "text" };
export { default as "/web/sending/read_markers.js" } from "./sending/read_markers.js" with { type: "text" };
export { default as "/web/sending/changes.js" } from "./sending/changes.js" with { type: "text" };
export { default as "/web/sending/sent_commands.js" } from "./sending/sent_commands.js" with { type: "text" };
export { default as "/web/sending/speech.js" } from "./sending/speech.js" with { type: "text" };
export { default as "/web/sending/waiting_messages.js" } from "./sending/waiting_messages.js" with { type: "text" };
export { default as "/web/storage/browser_storage.js" } from "./storage/browser_storage.js" with { type: "text" };
export { default as "/web/storage/drafts.js" } from "./storage/drafts.js" with { type: "text" };
export { default as "/web/storage/memory.js" } from "./storage/memory.js" with { type: "text" };
export { default as "/web/storage/unsent.js" } from "./storage/unsent.js" with { type: "text" };
export { default as "/web/storage/visit.js" } from "./storage/visit.js" with { type: "text" };
export { default as "/web/timeline/clock.js" } from "./timeline/clock.js" with { type: "text" };
export { default as "/web/timeline/message_view.js" } from "./timeline/message_view.js" with { type: "text" };
export { default as "/web/timeline/editor.js" } from "./timeline/editor.js" with { type: "text" };
export { default as "/web/text/emoji.js" } from "./text/emoji.js" with { type: "text" };
export { default as "/web/text/highlight.js" } from "./text/highlight.js" with { type: "text" };
export { default as "/web/text/link.js" } from "./text/link.js" with { type: "text" };
export { default as "/web/text/link_view.js" } from "./text/link_view.js" with { type: "text" };
export { default as "/web/text/marked.js" } from "marked" with { type: "text" };
export { default as "/web/text/mention.js" } from "./text/mention.js" with { type: "text" };
export { default as "/web/text/rich_text.js" } from "./text/rich_text.js" with { type: "text" };
export { default as "/web/timeline/actions.js" } from "./timeline/actions.js" with { type: "text" };
export { default as "/web/timeline/row_view.js" } from "./timeline/row_view.js" with { type: "text" };
export { default as "/web/timeline/rows.js" } from "./timeline/rows.js" with { type: "text" };
export { default as "/web/timeline/timeline.js" } from "./timeline/timeline.js" with { type: "text" };
export { default as "/web/timeline/walk.js" } from "./timeline/walk.js" with { type: "text" };
export { default as "/web/views/attention.js" } from "./views/attention.js" with { type: "text" };
export { default as "/web/views/avatar.js" } from "./views/avatar.js" with { type: "text" };
export { default as "/web/views/copy.js" } from "./views/copy.js" with { type: "text" };
export { default as "/web/views/dom.js" } from "./views/dom.js" with { type: "text" };
export { default as "/web/views/drawers.js" } from "./views/drawers.js" with { type: "text" };
export { default as "/web/views/join_form.js" } from "./views/join_form.js" with { type: "text" };
export { default as "/web/views/people.js" } from "./views/people.js" with { type: "text" };
export { default as "/web/views/places.js" } from "./views/places.js" with { type: "text" };
export { default as "/web/views/room_head.js" } from "./views/room_head.js" with { type: "text" };
export { default as "/web/views/status_bar.js" } from "./views/status_bar.js" with { type: "text" };
export { default as "/web/views/typing_line.js" } from "./views/typing_line.js" with { type: "text" };

// Shared with the other clients.
export { default as "/client/core/connection/backoff.ts" } from "../client/core/connection/backoff.ts" with { type: "text" };
export { default as "/client/core/client_core.ts" } from "../client/core/client_core.ts" with { type: "text" };
export { default as "/client/core/client_error.ts" } from "../client/core/client_error.ts" with { type: "text" };
export { default as "/client/core/connection/connectivity.ts" } from "../client/core/connection/connectivity.ts" with { type: "text" };
export { default as "/client/core/connection/full_stop.ts" } from "../client/core/connection/full_stop.ts" with { type: "text" };
export { default as "/client/core/connection/heartbeat.ts" } from "../client/core/connection/heartbeat.ts" with { type: "text" };
export { default as "/client/core/receiving/incoming.ts" } from "../client/core/receiving/incoming.ts" with { type: "text" };
export { default as "/client/core/membership.ts" } from "../client/core/membership.ts" with { type: "text" };
export { default as "/client/core/mod.ts" } from "../client/core/mod.ts" with { type: "text" };
export { default as "/client/core/connection/phase.ts" } from "../client/core/connection/phase.ts" with { type: "text" };
export { default as "/client/core/sending/rejoin.ts" } from "../client/core/sending/rejoin.ts" with { type: "text" };
export { default as "/client/core/receiving/notice_handler.ts" } from "../client/core/receiving/notice_handler.ts" with { type: "text" };
export { default as "/client/core/receiving/replays.ts" } from "../client/core/receiving/replays.ts" with { type: "text" };
export { default as "/client/core/sending/requests.ts" } from "../client/core/sending/requests.ts" with { type: "text" };
export { default as "/client/core/connection/resume_point.ts" } from "../client/core/connection/resume_point.ts" with { type: "text" };
export { default as "/client/core/connection/round_trip.ts" } from "../client/core/connection/round_trip.ts" with { type: "text" };
export { default as "/client/core/sending/send_queue.ts" } from "../client/core/sending/send_queue.ts" with { type: "text" };
export { default as "/client/core/connection/typed_password.ts" } from "../client/core/connection/typed_password.ts" with { type: "text" };
export { default as "/client/core/sending/unacked.ts" } from "../client/core/sending/unacked.ts" with { type: "text" };
export { default as "/client/core/wire.ts" } from "../client/core/wire.ts" with { type: "text" };
export { default as "/vocabulary/fold.ts" } from "../vocabulary/fold.ts" with { type: "text" };
export { default as "/vocabulary/limits.ts" } from "../vocabulary/limits.ts" with { type: "text" };
export { default as "/vocabulary/mention.ts" } from "../vocabulary/mention.ts" with { type: "text" };
export { default as "/vocabulary/mod.ts" } from "../vocabulary/mod.ts" with { type: "text" };
export { default as "/vocabulary/typed/bare_word.ts" } from "../vocabulary/typed/bare_word.ts" with { type: "text" };
export { default as "/vocabulary/typed/command_line.ts" } from "../vocabulary/typed/command_line.ts" with { type: "text" };
export { default as "/vocabulary/typed/name_argument.ts" } from "../vocabulary/typed/name_argument.ts" with { type: "text" };
export { default as "/vocabulary/typed/secret_line.ts" } from "../vocabulary/typed/secret_line.ts" with { type: "text" };
export { default as "/vocabulary/typed/synonyms.ts" } from "../vocabulary/typed/synonyms.ts" with { type: "text" };
export { default as "/vocabulary/want.ts" } from "../vocabulary/want.ts" with { type: "text" };
