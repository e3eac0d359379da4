// PNG and JPEG files for tests, written by libpng and libjpeg-turbo into memory. A failure ends the test run.
#ifndef C_IMAGE_SAMPLES_H
#define C_IMAGE_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/// A file in memory: to be given to `image_sample_free`.
typedef struct {
    uint8_t *bytes;
    size_t count;
} image_sample;

/// `rows` as PNG stores them: packed for depths under 8, big-endian for 16.
///
/// `color_type`: 0 gray, 2 red-green-blue, 3 palette, 4 gray and alpha, 6 red-green-blue and alpha.
/// `palette`: three bytes an entry; `alphas`: one byte an entry, or for gray and red-green-blue the samples (16 bits each) that are
/// transparent, in big-endian bytes.
image_sample image_sample_png(
    const uint8_t *rows, uint32_t width, uint32_t height, int bit_depth, int color_type, int is_interlaced, const uint8_t *palette,
    int palette_entries, const uint8_t *alphas, int alpha_bytes);

/// `channels`: 1 gray, 3 red-green-blue, 4 inks as Adobe stores them (inverted). `orientation` 0: no Exif.
image_sample image_sample_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, int is_progressive, int orientation,
    int is_little_endian);

void image_sample_free(image_sample sample);

#endif
