#include <CImageFiles.h>
#include <string.h>

#include "CFuzzTargets.h"
#include "input.h"

enum { MOST_PIXELS = 1 << 18 };

void fuzz_png(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    uint8_t *file = block(&input, count);
    if (count > 0) memcpy(file, bytes, count);
    char *message = block(&input, image_message_bytes);
    image_header header;
    if (image_png_header(file, count, &header, message) == image_ok && (uint64_t)header.width * header.height <= MOST_PIXELS) {
        uint8_t *pixels = block(&input, (size_t)header.width * header.height * header.channels);
        image_png_decode(file, count, &header, pixels, message);
    }
    free_blocks(&input);
}

void fuzz_jpeg(const uint8_t *bytes, size_t count) {
    fuzz_input input = {.next = bytes, .left = count};
    const uint32_t eighths = 1u << from_to(&input, 0, 3);
    const size_t left = input.left;
    uint8_t *file = block(&input, left);
    if (left > 0) memcpy(file, input.next, left);
    char *message = block(&input, image_message_bytes);
    image_header header;
    if (image_jpeg_header(file, left, &header, message) == image_ok && (uint64_t)header.width * header.height <= MOST_PIXELS) {
        if (header.orientation < 1 || header.orientation > 8) abort();
        const size_t width = image_jpeg_scaled(header.width, eighths), height = image_jpeg_scaled(header.height, eighths);
        uint8_t *pixels = block(&input, width * height * header.channels);
        image_jpeg_decode(file, left, &header, eighths, pixels, message);
    }
    free_blocks(&input);
}
