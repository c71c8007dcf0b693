#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address;
  if (argc < 3 || getaddrinfo(argv[1], argv[2], &hints, &address) != 0) return 2;
  int hub = socket(address->ai_family, SOCK_STREAM, 0);
  if (connect(hub, address->ai_addr, address->ai_addrlen) != 0) return perror("connect"), 1;
  const char hello[] = "/nick c\nhello from C\n";
  write(hub, hello, strlen(hello));
  FILE *in = fdopen(hub, "r");
  char line[65536];
  while (fgets(line, sizeof line, in)) {
    fputs(line, stdout);
    if (strstr(line, ": bye\n")) break;
  }
  return 0;
}
