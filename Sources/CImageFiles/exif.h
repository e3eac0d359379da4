#ifndef C_IMAGE_FILES_EXIF_H
#define C_IMAGE_FILES_EXIF_H

#include <stddef.h>
#include <stdint.h>

/// The orientation (1 to 8) in an APP1 segment's bytes; 0 where it tells none.
uint32_t exif_orientation(const uint8_t *bytes, size_t count);

#endif
