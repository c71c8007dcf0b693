/*
 * The ceiling of the bench: a chat server in C that does the hub's work on the bench's frames, and
 * nothing else. One thread, one epoll loop, no history.
 *
 *     epoll PORT       listens on 127.0.0.1
 *
 * A turn reads once from each ready socket, checks the bytes of each message, and appends it with
 * its `seq` and its `time` to the slab of its room. At the end of the turn each member gets the
 * slab in one call, without what the member said itself. What a socket doesn't take waits in the
 * peer's backlog; a peer whose backlog is full is closed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum {
    FDS_MAX = 32768,
    ROOMS_MAX = 1024,
    NAME_MAX_BYTES = 32,
    FRAME_MAX_BYTES = 65507,
    PREFIX_BYTES = 4,
    NOTICE_MAX_BYTES = 256,
    DIGITS_MAX = 20,
    READ_BYTES = 256 * 1024,
    SLAB_MAX_BYTES = 1024 * 1024,
    BACKLOG_MAX_BYTES = 8 * 1024 * 1024,
    EVENTS_PER_TURN = 256,
    ACCEPTS_PER_TURN = 256,
    VECTORS_MAX = 256,
    LISTEN_BACKLOG = 4096,
};

#define HELLO "{\"name\":\""
#define MESSAGE "\",\"msg\":\""
#define JOIN "/join #"
#define LOBBY "lobby"
#define END "\"}"
#define SEQ "{\"seq\":"
#define LENGTH(text) (sizeof(text) - 1)

struct buffer {
    uint8_t *bytes;
    size_t start, used, capacity;
};

struct room;

struct peer {
    int fd;
    int doomed;       /* Closed at the end of the turn. */
    int spoke;        /* Has spans in its room's slab. */
    int awaits_space; /* epoll tells when the socket takes more. */
    size_t index;     /* Its place among the room's members. */
    size_t name_bytes;
    char name[NAME_MAX_BYTES];
    struct room *room;     /* Absent before the hello. */
    struct buffer rest;    /* A frame that hasn't come whole. */
    struct buffer backlog; /* Bytes for which the socket had no space. */
};

/* A part of the slab that one peer said. */
struct span {
    size_t start, end;
    struct peer *author;
};

struct room {
    size_t name_bytes;
    char name[NAME_MAX_BYTES];
    struct peer **members;
    size_t members_used, members_capacity;
    struct buffer slab;
    int is_dirty; /* The slab is to be delivered at the end of the turn. */
    struct span *spans;
    size_t spans_used, spans_capacity;
};

static struct peer *peers[FDS_MAX];
static struct peer *doomed[FDS_MAX];
static size_t doomed_used;
static struct room rooms[ROOMS_MAX];
static size_t rooms_used;
static struct room *dirty[ROOMS_MAX];
static size_t dirty_used;
static uint8_t input[FRAME_MAX_BYTES + PREFIX_BYTES + READ_BYTES];
static int poller, listener;
static unsigned long long seq;
static char after_seq[64]; /* `,"time":"…",`, once per turn. */
static size_t after_seq_bytes;

static void die(const char *what)
{
    fprintf(stderr, "epoll: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *grown(void *old, size_t bytes)
{
    void *memory = realloc(old, bytes);
    if (memory == NULL) die("no memory");
    return memory;
}

static void append(struct buffer *to, const void *bytes, size_t count)
{
    if (to->used + count > to->capacity) {
        to->capacity = 2 * (to->used + count);
        to->bytes = grown(to->bytes, to->capacity);
    }
    memcpy(to->bytes + to->used, bytes, count);
    to->used += count;
}

/* Empties a buffer and gives its memory back: thousands of idle peers must not hold any. */
static void drop(struct buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct buffer){ 0 };
}

/* The peer is closed when nothing of this turn refers to it any more. */
static void doom(struct peer *peer)
{
    if (peer->doomed) return;
    peer->doomed = 1;
    doomed[doomed_used++] = peer;
}

static void watch(struct peer *peer, int awaits_space)
{
    if (peer->awaits_space == awaits_space) return;
    peer->awaits_space = awaits_space;
    struct epoll_event event = { .events = EPOLLIN | (awaits_space ? EPOLLOUT : 0),
                                 .data.fd = peer->fd };
    epoll_ctl(poller, EPOLL_CTL_MOD, peer->fd, &event);
}

/* Sends at once as much as the socket takes; the rest goes to the backlog. */
static void send_all(struct peer *peer, struct iovec *vectors, size_t count)
{
    size_t sent = 0;
    if (peer->backlog.used == 0) {
        struct msghdr message = { .msg_iov = vectors, .msg_iovlen = count };
        ssize_t got = sendmsg(peer->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (got < 0 && errno != EAGAIN) return doom(peer);
        sent = got < 0 ? 0 : (size_t)got;
    }
    for (size_t at = 0; at < count; at++) {
        size_t skip = sent < vectors[at].iov_len ? sent : vectors[at].iov_len;
        sent -= skip;
        if (skip == vectors[at].iov_len) continue;
        append(&peer->backlog, (uint8_t *)vectors[at].iov_base + skip, vectors[at].iov_len - skip);
    }
    if (peer->backlog.used - peer->backlog.start > BACKLOG_MAX_BYTES) return doom(peer);
    if (peer->backlog.used > 0) watch(peer, 1);
}

static void send_backlog(struct peer *peer)
{
    struct buffer *backlog = &peer->backlog;
    ssize_t sent = send(peer->fd, backlog->bytes + backlog->start, backlog->used - backlog->start,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return doom(peer);
    if (sent > 0) backlog->start += (size_t)sent;
    if (backlog->start == backlog->used) {
        drop(backlog);
        watch(peer, 0);
    } else if (backlog->start > BACKLOG_MAX_BYTES) {
        backlog->used -= backlog->start;
        memmove(backlog->bytes, backlog->bytes + backlog->start, backlog->used);
        backlog->start = 0;
    }
}

/* Sends the spans of all others to a peer that has spoken in this turn. */
static void send_others(struct peer *peer, const struct room *room)
{
    struct iovec vectors[VECTORS_MAX];
    size_t count = 0;
    for (size_t at = 0; at < room->spans_used && !peer->doomed; at++) {
        const struct span *span = &room->spans[at];
        if (span->author == peer) continue;
        uint8_t *bytes = room->slab.bytes + span->start;
        struct iovec *last = count == 0 ? NULL : &vectors[count - 1];
        if (last != NULL && (uint8_t *)last->iov_base + last->iov_len == bytes) {
            last->iov_len += span->end - span->start;
            continue;
        }
        if (count == VECTORS_MAX) {
            send_all(peer, vectors, count);
            count = 0;
        }
        vectors[count++] = (struct iovec){ bytes, span->end - span->start };
    }
    if (count > 0 && !peer->doomed) send_all(peer, vectors, count);
}

static void deliver(struct room *room)
{
    for (size_t at = 0; at < room->members_used; at++) {
        struct peer *peer = room->members[at];
        if (peer->doomed) continue;
        struct iovec all = { room->slab.bytes, room->slab.used };
        if (peer->spoke) send_others(peer, room);
        else send_all(peer, &all, 1);
    }
    for (size_t at = 0; at < room->spans_used; at++) room->spans[at].author->spoke = 0;
    room->slab.used = 0;
    room->spans_used = 0;
}

static void deliver_dirty(void)
{
    for (size_t at = 0; at < dirty_used; at++) {
        dirty[at]->is_dirty = 0;
        if (dirty[at]->slab.used > 0) deliver(dirty[at]);
    }
    dirty_used = 0;
}

static void leave(struct peer *peer)
{
    struct room *room = peer->room;
    if (room == NULL) return;
    struct peer *last = room->members[--room->members_used];
    room->members[peer->index] = last;
    last->index = peer->index;
    peer->room = NULL;
}

static struct room *room_called(const uint8_t *name, size_t name_bytes)
{
    for (size_t at = 0; at < rooms_used; at++) {
        if (rooms[at].name_bytes == name_bytes && memcmp(rooms[at].name, name, name_bytes) == 0)
            return &rooms[at];
    }
    if (rooms_used == ROOMS_MAX || name_bytes > NAME_MAX_BYTES) return NULL;
    struct room *room = &rooms[rooms_used++];
    memcpy(room->name, name, name_bytes);
    room->name_bytes = name_bytes;
    return room;
}

/* Sends an object of the server: its first field, then its sentence. */
static void notify(struct peer *peer, const char *field, const char *value, const char *sentence)
{
    char json[NOTICE_MAX_BYTES];
    int used = snprintf(json, sizeof json,
                        "{\"name\":\"server\",\"%s\":\"%s\",\"msg\":\"%s\",\"peers\":[]}", field,
                        value, sentence);
    uint32_t length = (uint32_t)used;
    struct iovec vectors[] = { { &length, PREFIX_BYTES }, { json, length } };
    send_all(peer, vectors, 2);
}

static void refuse(struct peer *peer, const char *error, const char *sentence)
{
    notify(peer, "error", error, sentence);
    doom(peer);
}

static void enter(struct peer *peer, const uint8_t *name, size_t name_bytes, const char *event)
{
    struct room *room = room_called(name, name_bytes);
    if (room == NULL)
        return refuse(peer, "too-many-rooms", "1,024 rooms, with names of 32 bytes, are the limit.");
    /* The slab of the old room knows the peer as an author. */
    if (peer->room != NULL && peer->room->slab.used > 0) deliver(peer->room);
    leave(peer);
    if (room->members_used == room->members_capacity) {
        room->members_capacity = 2 * room->members_capacity + 8;
        room->members = grown(room->members, room->members_capacity * sizeof *room->members);
    }
    peer->room = room;
    peer->index = room->members_used;
    room->members[room->members_used++] = peer;
    notify(peer, "event", event, "Come in.");
}

/* Appends a message as the hub sends it: prefix, `seq`, `time`, then what the peer said. */
static void append_message(struct buffer *slab, const uint8_t *json, size_t bytes)
{
    char digits[DIGITS_MAX];
    size_t first = DIGITS_MAX;
    for (unsigned long long rest = ++seq; rest > 0; rest /= 10)
        digits[--first] = (char)('0' + rest % 10);
    size_t digits_used = DIGITS_MAX - first;
    uint32_t length = (uint32_t)(LENGTH(SEQ) + digits_used + after_seq_bytes + bytes - 1);
    append(slab, &length, PREFIX_BYTES);
    append(slab, SEQ, LENGTH(SEQ));
    append(slab, digits + first, digits_used);
    append(slab, after_seq, after_seq_bytes);
    append(slab, json + 1, bytes - 1);
}

static void say(struct peer *peer, const uint8_t *json, size_t bytes)
{
    struct room *room = peer->room;
    size_t start = room->slab.used;
    if (!room->is_dirty) dirty[dirty_used++] = room;
    room->is_dirty = 1;
    append_message(&room->slab, json, bytes);
    struct span *last = room->spans_used == 0 ? NULL : &room->spans[room->spans_used - 1];
    if (last != NULL && last->author == peer) {
        last->end = room->slab.used;
    } else {
        if (room->spans_used == room->spans_capacity) {
            room->spans_capacity = 2 * room->spans_capacity + 8;
            room->spans = grown(room->spans, room->spans_capacity * sizeof *room->spans);
        }
        room->spans[room->spans_used++] = (struct span){ start, room->slab.used, peer };
    }
    peer->spoke = 1;
    if (room->slab.used > SLAB_MAX_BYTES) deliver(room);
}

/* True where each byte stands for itself in JSON. No branch: the compiler makes SIMD of it. */
static int is_plain(const uint8_t *bytes, size_t count)
{
    uint8_t strange = 0;
    for (size_t at = 0; at < count; at++) {
        uint8_t byte = bytes[at];
        strange |= (byte < 0x20) | (byte == '"') | (byte == '\\') | (byte > 0x7e);
    }
    return strange == 0;
}

/* Reads `{"name":"NAME"}`, or `{"name":"NAME","msg":"TEXT"}` with the name of the hello. */
static void take(struct peer *peer, const uint8_t *json, size_t bytes)
{
    const size_t overhead = LENGTH(HELLO) + LENGTH(END);
    if (bytes <= overhead || memcmp(json, HELLO, LENGTH(HELLO)) != 0 ||
        memcmp(json + bytes - LENGTH(END), END, LENGTH(END)) != 0)
        return refuse(peer, "bad-message", "Say name and msg, in this order.");
    const uint8_t *name = json + LENGTH(HELLO);
    if (peer->room == NULL) {
        size_t name_bytes = bytes - overhead;
        if (name_bytes > NAME_MAX_BYTES || !is_plain(name, name_bytes))
            return refuse(peer, "bad-name", "A name has at most 32 bytes of ASCII.");
        memcpy(peer->name, name, name_bytes);
        peer->name_bytes = name_bytes;
        return enter(peer, (const uint8_t *)LOBBY, LENGTH(LOBBY), "welcome");
    }
    const uint8_t *text = name + peer->name_bytes + LENGTH(MESSAGE);
    const uint8_t *end = json + bytes - LENGTH(END);
    if (text > end || memcmp(name, peer->name, peer->name_bytes) != 0 ||
        memcmp(name + peer->name_bytes, MESSAGE, LENGTH(MESSAGE)) != 0 ||
        !is_plain(text, (size_t)(end - text)))
        return refuse(peer, "bad-message", "Say printable ASCII, under the name of the hello.");
    if ((size_t)(end - text) > LENGTH(JOIN) && memcmp(text, JOIN, LENGTH(JOIN)) == 0) {
        const uint8_t *room = text + LENGTH(JOIN);
        return enter(peer, room, (size_t)(end - room), "join");
    }
    say(peer, json, bytes);
}

static void read_from(struct peer *peer)
{
    size_t kept = peer->rest.used, at = 0;
    if (kept > 0) memcpy(input, peer->rest.bytes, kept);
    ssize_t got = recv(peer->fd, input + kept, READ_BYTES, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) return doom(peer);
    size_t end = kept + (size_t)got;
    while (end - at >= PREFIX_BYTES && !peer->doomed) {
        uint32_t length;
        memcpy(&length, input + at, PREFIX_BYTES);
        if (length > FRAME_MAX_BYTES)
            return refuse(peer, "too-long", "65,507 bytes are the limit.");
        if (end - at - PREFIX_BYTES < length) break;
        take(peer, input + at + PREFIX_BYTES, length);
        at += PREFIX_BYTES + length;
    }
    if (at == end) return drop(&peer->rest);
    peer->rest.used = 0;
    append(&peer->rest, input + at, end - at);
}

static void accept_some(void)
{
    for (int count = 0; count < ACCEPTS_PER_TURN; count++) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        if (fd >= FDS_MAX) {
            close(fd);
            continue;
        }
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct peer *peer = calloc(1, sizeof *peer);
        if (peer == NULL) die("no memory");
        peer->fd = fd;
        peers[fd] = peer;
        struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
        if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) die("epoll_ctl");
    }
}

static void close_doomed(void)
{
    while (doomed_used > 0) {
        struct peer *peer = doomed[--doomed_used];
        leave(peer);
        drop(&peer->rest);
        drop(&peer->backlog);
        peers[peer->fd] = NULL;
        close(peer->fd);
        free(peer);
    }
}

static void read_clock(void)
{
    struct timespec time;
    struct tm parts;
    char seconds[24];
    clock_gettime(CLOCK_REALTIME_COARSE, &time);
    gmtime_r(&time.tv_sec, &parts);
    strftime(seconds, sizeof seconds, "%Y-%m-%dT%H:%M:%S", &parts);
    int milliseconds = (int)(time.tv_nsec / 1000000) % 1000;
    after_seq_bytes = (size_t)snprintf(after_seq, sizeof after_seq, ",\"time\":\"%s.%03dZ\",",
                                       seconds, milliseconds);
}

static void turn(void)
{
    struct epoll_event events[EVENTS_PER_TURN];
    int count = epoll_wait(poller, events, EVENTS_PER_TURN, -1);
    if (count < 0 && errno != EINTR) die("epoll_wait");
    read_clock();
    for (int at = 0; at < count; at++) {
        struct peer *peer = peers[events[at].data.fd];
        if (events[at].data.fd == listener) accept_some();
        else if (peer == NULL || peer->doomed) continue;
        else {
            if (events[at].events & EPOLLOUT) send_backlog(peer);
            if (!peer->doomed && (events[at].events & ~EPOLLOUT)) read_from(peer);
        }
    }
    deliver_dirty();
    close_doomed();
}

static void listen_on(int port)
{
    int on = 1;
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0) die("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0) die("bind");
    if (listen(listener, LISTEN_BACKLOG) < 0) die("listen");
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = { .events = EPOLLIN, .data.fd = listener };
    if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event) < 0) die("epoll");
}

int main(int argc, char **argv)
{
    int port = argc == 2 ? atoi(argv[1]) : 0;
    if (port < 1 || port > 65535) {
        fprintf(stderr, "usage: epoll PORT (1 to 65535)\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    listen_on(port);
    for (;;) turn();
}
