// PNG and JPEG files decoded by libpng and libjpeg-turbo. Their way of failing (longjmp) ends in these functions.
#ifndef C_IMAGE_FILES_H
#define C_IMAGE_FILES_H

#include <stddef.h>
#include <stdint.h>

/// What a file says of itself before its pixels are decoded.
typedef struct {
    /// As stored: before the orientation is applied.
    uint32_t width, height;
    /// Of the decoded pixels: 1 (gray) or 3 (red, green, blue).
    uint32_t channels;
    /// Exif's orientation, 1 to 8; 1 where the file has none.
    uint32_t orientation;
} image_header;

typedef enum {
    image_ok = 0,
    /// Damaged, cut short, or of a kind that the library does not know; the message says what.
    image_broken,
    image_no_memory,
} image_outcome;

/// Room for a library's message, with its closing NUL.
enum { image_message_bytes = 200 };

/// Reads a PNG file's header. Of a file that goes on for ever nothing more is read.
image_outcome image_png_header(const uint8_t *bytes, size_t count, image_header *header, char *message);

/// Decodes a PNG file to `[height, width, channels]`, 8 bits a value: 16 bits are scaled, palettes resolved, and what is transparent is laid
/// over white.
///
/// `header` is what `image_png_header` told; `pixels` has room for it.
image_outcome image_png_decode(const uint8_t *bytes, size_t count, const image_header *header, uint8_t *pixels, char *message);

/// Reads a JPEG file's header.
image_outcome image_jpeg_header(const uint8_t *bytes, size_t count, image_header *header, char *message);

/// A JPEG file's sides when it is decoded at `eighths` / 8 of its size.
uint32_t image_jpeg_scaled(uint32_t side, uint32_t eighths);

/// Decodes a JPEG file to `[height, width, channels]` at `eighths` / 8 of its size: 1, 2, 4 or 8; each side is `image_jpeg_scaled`.
/// CMYK becomes red, green, blue. A file that is damaged or cut short fails, though the library could fill the gap with gray.
image_outcome image_jpeg_decode(
    const uint8_t *bytes, size_t count, const image_header *header, uint32_t eighths, uint8_t *pixels, char *message);

#endif
