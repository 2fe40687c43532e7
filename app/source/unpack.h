/* unpack.h: the bytes of an export, whatever it is packed in: plain, gzip, or a zip with one file.
 * What it is tell its first bytes, never its name. Memory is constant; what unpacks to more than an
 * honest export could hold is refused. */
#ifndef SOURCE_UNPACK_H
#define SOURCE_UNPACK_H

#include "lib/sink.h"

enum packing { PACKED_PLAIN, PACKED_GZIP, PACKED_ZIP };

/* Reads fd from where it stands to its end. A zip must be a file, not a pipe. ERR_INPUT: damaged or
 * cut (checksums and lengths are compared), or a zip that does not hold exactly one file;
 * ERR_LIMIT: a bomb. An error of the sink comes back as it is. */
MUST_USE struct err unpack_fd(int fd, struct sink into);
enum packing packing_of(struct str head);

#endif
