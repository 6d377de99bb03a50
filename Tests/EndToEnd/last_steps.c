// Kills the process at a step of SQLite's commit. Loaded before libc (LD_PRELOAD), so that the program itself knows
// nothing of it. A step is armed by a file in the folder that LAST_STEPS names; the file holds how often the step must
// come until it is the last one.
//
//   wal-write   before a page goes to the write-ahead log: effects are done, the commit has not begun
//   wal-sync    all pages are written, the commit among them; the disk has promised nothing
//   wal-synced  the commit is safe, nobody has been told
//
// The last two are steps of a large commit: what the program writes for itself in between is a few pages.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define LARGE (64 << 10)

// Bytes that the log has got since it was synced.
static atomic_long written;

static int is_log(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

static void reach(const char *step) {
    const char *folder = getenv("LAST_STEPS");
    if (!folder) return;
    char path[4096], text[16] = "";
    snprintf(path, sizeof path, "%s/%s", folder, step);
    int file = open(path, O_RDWR);
    if (file < 0) return;
    if (read(file, text, sizeof text - 1) < 0) text[0] = 0;
    int left = atoi(text) - 1;
    if (left <= 0) {
        unlink(path);
        raise(SIGKILL);
    }
    int length = snprintf(text, sizeof text, "%d\n", left);
    if (ftruncate(file, 0) == 0 && lseek(file, 0, SEEK_SET) == 0 && write(file, text, length) < 0) abort();
    close(file);
}

#define REAL(type, name) static type real; if (!real) real = (type)dlsym(RTLD_NEXT, name)

typedef ssize_t (*writer)(int, const void *, size_t, off_t);
typedef int (*syncer)(int);

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t place) {
    REAL(writer, "pwrite64");
    if (is_log(file)) {
        reach("wal-write");
        written += count;
    }
    return real(file, bytes, count, place);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) { return pwrite64(file, bytes, count, place); }

static int synced(int file, syncer real) {
    int large = is_log(file) && atomic_exchange(&written, 0) >= LARGE;
    if (large) reach("wal-sync");
    int result = real(file);
    if (large) reach("wal-synced");
    return result;
}

int fdatasync(int file) {
    REAL(syncer, "fdatasync");
    return synced(file, real);
}

int fsync(int file) {
    REAL(syncer, "fsync");
    return synced(file, real);
}
