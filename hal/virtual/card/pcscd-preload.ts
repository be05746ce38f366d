// A few lines of C between pcscd and the C library, without which a virtual card is slow, and open to the network.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * vpcd writes length and body apart and leaves Nagle's algorithm on: 44 ms a command, 0.1 ms with TCP_NODELAY. It listens
 * on every interface: here on loopback alone. And this pcscd must not outlive whoever started it, however that ended.
 */
const SOURCE = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>

__attribute__((constructor)) static void end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

int accept(int fd, struct sockaddr *address, socklen_t *length) {
  int (*real)(int, struct sockaddr *, socklen_t *) = dlsym(RTLD_NEXT, "accept");
  int one = 1, accepted = real(fd, address, length);
  if (accepted >= 0) setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return accepted;
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
  int (*real)(int, const struct sockaddr *, socklen_t) = dlsym(RTLD_NEXT, "bind");
  if (address->sa_family != AF_INET) return real(fd, address, length);
  struct sockaddr_in local = *(const struct sockaddr_in *)address;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return real(fd, (struct sockaddr *)&local, sizeof local);
}
`;

const COMPILE_LIMIT_MS = 20_000;

/** The path of the library, made in `folder`; undefined where there is no C compiler. */
export async function buildPreload(folder: string): Promise<string | undefined> {
  const [source, library] = [join(folder, 'pcscd-preload.c'), join(folder, 'pcscd-preload.so')];
  await writeFile(source, SOURCE);
  try {
    const options = ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'];
    await promisify(execFile)('cc', options, { timeout: COMPILE_LIMIT_MS });
    return library;
  } catch {
    return undefined;
  }
}
