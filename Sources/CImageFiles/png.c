#include "CImageFiles.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *next;
    size_t left;
    char *message;
    int no_memory;
} png_source;

static void keep_message(char *message, const char *text) {
    strncpy(message, text, image_message_bytes - 1);
    message[image_message_bytes - 1] = 0;
}

static void fail(png_structp png, png_const_charp text) {
    png_source *source = png_get_error_ptr(png);
    keep_message(source->message, text);
    if (strstr(text, "ut of memory") || strstr(text, "nsufficient memory")) source->no_memory = 1;
    png_longjmp(png, 1);
}

// Warnings are of chunks that are not looked at.
static void pass_over(png_structp png, png_const_charp text) {
    (void)png;
    (void)text;
}

static void give(png_structp png, png_bytep place, size_t count) {
    png_source *source = png_get_io_ptr(png);
    if (count > source->left) png_error(png, "the file is cut short");
    memcpy(place, source->next, count);
    source->next += count;
    source->left -= count;
}

/// One file being read, and what is to be freed after it.
typedef struct {
    png_structp png;
    png_infop info;
    png_source source;
    uint8_t *scratch;
} png_reading;

static int begin(png_reading *reading, const uint8_t *bytes, size_t count, char *message) {
    *reading = (png_reading){.source = {.next = bytes, .left = count, .message = message}};
    keep_message(message, "out of memory");
    reading->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading->source, fail, pass_over);
    if (!reading->png) return 0;
    reading->info = png_create_info_struct(reading->png);
    if (!reading->info) return 0;
    png_set_read_fn(reading->png, &reading->source, give);
    return 1;
}

static image_outcome end(png_reading *reading, image_outcome outcome) {
    if (reading->png) png_destroy_read_struct(&reading->png, reading->info ? &reading->info : NULL, NULL);
    free(reading->scratch);
    return outcome == image_broken && reading->source.no_memory ? image_no_memory : outcome;
}

static void read_header(png_reading *reading, image_header *header) {
    png_structp png = reading->png;
    // Text, profiles and the like are of no use here: they shall cost nothing. All that libpng knows but does not need is passed over (−1); a limit
    // alone is only warned of, and room for what the file claims is made nonetheless.
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(png, 128);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_read_info(png, reading->info);
    int color = png_get_color_type(png, reading->info);
    header->width = png_get_image_width(png, reading->info);
    header->height = png_get_image_height(png, reading->info);
    header->channels = color == PNG_COLOR_TYPE_GRAY || color == PNG_COLOR_TYPE_GRAY_ALPHA ? 1 : 3;
    header->orientation = 1;
}

// In these two nothing that changes after `setjmp` is a variable of their own.
static image_outcome try_header(png_reading *reading, image_header *header) {
    if (setjmp(png_jmpbuf(reading->png))) return image_broken;
    read_header(reading, header);
    return image_ok;
}

/// A row with its alpha laid over white.
static void over_white(const uint8_t *row, size_t width, uint32_t channels, uint8_t *target) {
    for (size_t x = 0; x < width; x++) {
        const uint8_t *pixel = row + x * (channels + 1);
        uint32_t alpha = pixel[channels];
        for (uint32_t c = 0; c < channels; c++) target[x * channels + c] = (uint8_t)((pixel[c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
}

static image_outcome try_decode(png_reading *reading, const image_header *header, uint8_t *pixels) {
    if (setjmp(png_jmpbuf(reading->png))) return image_broken;
    image_header again;
    read_header(reading, &again);
    if (again.width != header->width || again.height != header->height || again.channels != header->channels)
        png_error(reading->png, "the header does not stay the same");

    png_structp png = reading->png;
    png_set_expand(png);
    png_set_scale_16(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, reading->info);

    size_t width = header->width, height = header->height;
    uint32_t stored = png_get_channels(png, reading->info);
    size_t row_bytes = png_get_rowbytes(png, reading->info);
    int has_alpha = stored == header->channels + 1;
    if ((!has_alpha && stored != header->channels) || row_bytes != width * stored) png_error(png, "an unknown form of pixels");

    if (!has_alpha) {
        for (int pass = 0; pass < passes; pass++)
            for (size_t y = 0; y < height; y++) png_read_row(png, pixels + y * row_bytes, NULL);
    } else {
        // Interlaced rows come in pieces: all of them have to stay.
        reading->scratch = calloc(passes > 1 ? height : 1, row_bytes);
        if (!reading->scratch) return image_no_memory;
        for (int pass = 0; pass < passes; pass++)
            for (size_t y = 0; y < height; y++) {
                uint8_t *row = reading->scratch + (passes > 1 ? y * row_bytes : 0);
                png_read_row(png, row, NULL);
                if (pass == passes - 1) over_white(row, width, header->channels, pixels + y * width * header->channels);
            }
    }
    // The rest must be there too, with its checksums.
    png_read_end(png, NULL);
    return image_ok;
}

image_outcome image_png_header(const uint8_t *bytes, size_t count, image_header *header, char *message) {
    png_reading reading;
    return end(&reading, begin(&reading, bytes, count, message) ? try_header(&reading, header) : image_no_memory);
}

image_outcome image_png_decode(const uint8_t *bytes, size_t count, const image_header *header, uint8_t *pixels, char *message) {
    png_reading reading;
    return end(&reading, begin(&reading, bytes, count, message) ? try_decode(&reading, header, pixels) : image_no_memory);
}
