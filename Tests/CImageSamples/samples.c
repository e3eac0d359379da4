#include "CImageSamples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

static void append(png_structp png, png_bytep bytes, size_t count) {
    image_sample *sample = png_get_io_ptr(png);
    sample->bytes = realloc(sample->bytes, sample->count + count);
    if (!sample->bytes) abort();
    memcpy(sample->bytes + sample->count, bytes, count);
    sample->count += count;
}

static void flush(png_structp png) { (void)png; }

image_sample image_sample_png(
    const uint8_t *rows, uint32_t width, uint32_t height, int bit_depth, int color_type, int is_interlaced, const uint8_t *palette,
    int palette_entries, const uint8_t *alphas, int alpha_bytes) {
    image_sample sample = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (setjmp(png_jmpbuf(png))) abort();
    png_set_write_fn(png, &sample, append, flush);
    png_set_IHDR(
        png, info, width, height, bit_depth, color_type, is_interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_color colors[256];
    for (int i = 0; i < palette_entries; i++) colors[i] = (png_color){palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]};
    if (palette_entries > 0) png_set_PLTE(png, info, colors, palette_entries);
    if (alpha_bytes > 0 && color_type == PNG_COLOR_TYPE_PALETTE) png_set_tRNS(png, info, alphas, alpha_bytes, NULL);
    if (alpha_bytes == 2) {
        png_color_16 color = {.gray = (png_uint_16)(alphas[0] << 8 | alphas[1])};
        png_set_tRNS(png, info, NULL, 0, &color);
    }
    if (alpha_bytes == 6 && color_type == PNG_COLOR_TYPE_RGB) {
        png_color_16 color = {
            .red = (png_uint_16)(alphas[0] << 8 | alphas[1]), .green = (png_uint_16)(alphas[2] << 8 | alphas[3]),
            .blue = (png_uint_16)(alphas[4] << 8 | alphas[5])};
        png_set_tRNS(png, info, NULL, 0, &color);
    }
    png_write_info(png, info);
    size_t row_bytes = png_get_rowbytes(png, info);
    png_bytep *pointers = malloc(height * sizeof *pointers);
    if (!pointers) abort();
    for (uint32_t y = 0; y < height; y++) pointers[y] = (png_bytep)rows + y * row_bytes;
    png_write_image(png, pointers);
    png_write_end(png, info);
    free(pointers);
    png_destroy_write_struct(&png, &info);
    return sample;
}

static void write_exif(j_compress_ptr jpeg, int orientation, int is_little_endian) {
    uint8_t exif[6 + 8 + 2 + 12 + 4] = "Exif\0";
    uint8_t *tiff = exif + 6;
    uint8_t little[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (uint8_t)orientation, 0, 0, 0, 0, 0, 0, 0};
    uint8_t big[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (uint8_t)orientation, 0, 0, 0, 0, 0, 0};
    memcpy(tiff, is_little_endian ? little : big, sizeof little);
    jpeg_write_marker(jpeg, JPEG_APP0 + 1, exif, sizeof exif);
}

image_sample image_sample_jpeg(
    const uint8_t *pixels, uint32_t width, uint32_t height, int channels, int quality, int is_progressive, int orientation,
    int is_little_endian) {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    // The standard handlers print and exit.
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    unsigned char *bytes = NULL;
    unsigned long count = 0;
    jpeg_mem_dest(&jpeg, &bytes, &count);
    jpeg.image_width = width;
    jpeg.image_height = height;
    jpeg.input_components = channels;
    jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, quality, TRUE);
    if (is_progressive) jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (orientation > 0) write_exif(&jpeg, orientation, is_little_endian);
    while (jpeg.next_scanline < height) {
        JSAMPROW row = (JSAMPROW)pixels + (size_t)jpeg.next_scanline * width * channels;
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return (image_sample){bytes, count};
}

void image_sample_free(image_sample sample) { free(sample.bytes); }
