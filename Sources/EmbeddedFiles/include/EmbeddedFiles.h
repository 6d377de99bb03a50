#ifndef EMBEDDED_FILES_H
#define EMBEDDED_FILES_H
#include <stddef.h>

/// One file that the binary carries: its path below the root of the project, its bytes and their number.
typedef struct {
    const char *path;
    const unsigned char *bytes;
    size_t length;
} embedded_file;

size_t embedded_file_count(void);
embedded_file embedded_file_at(size_t index);
#endif
