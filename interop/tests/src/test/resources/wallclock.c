/*
 * A wall clock that a test can set while programs run by it: preloaded, it adds to what the machine's clock shows the seconds that stand
 * in the file named by WALL_CLOCK_STEP, eight bytes in the machine's order. The monotonic clock stays as it is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static volatile int64_t nothing;
static volatile int64_t *step = &nothing;

__attribute__((constructor)) static void begin(void) {
  const char *name = getenv("WALL_CLOCK_STEP");
  int file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  void *found = mmap(NULL, sizeof *step, PROT_READ, MAP_SHARED, file, 0);
  if (found != MAP_FAILED) {
    step = found;
  }
  close(file);
}

int clock_gettime(clockid_t id, struct timespec *t) {
  int result = (int)syscall(SYS_clock_gettime, id, t);
  if (result == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    t->tv_sec += *step;
  }
  return result;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone) {
  struct timespec now;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
    return -1;
  }
  t->tv_sec = now.tv_sec;
  t->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *t) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) {
    return -1;
  }
  if (t != NULL) {
    *t = now.tv_sec;
  }
  return now.tv_sec;
}
