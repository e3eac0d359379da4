#include "CImageFiles.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

#include "exif.h"

/// Progressive files of more scans than any writer makes cost time without end.
enum { most_scans = 200 };

typedef struct {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    char *message;
    int no_memory;
    uint8_t *row;
} jpeg_reading;

static jpeg_reading *reading_of(j_common_ptr jpeg) { return jpeg->client_data; }

static void fail_with(j_common_ptr jpeg, const char *text) {
    jpeg_reading *reading = reading_of(jpeg);
    strncpy(reading->message, text, image_message_bytes - 1);
    reading->message[image_message_bytes - 1] = 0;
    longjmp(reading->back, 1);
}

static void fail(j_common_ptr jpeg) {
    char text[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, text);
    if (jpeg->err->msg_code == JERR_OUT_OF_MEMORY) reading_of(jpeg)->no_memory = 1;
    fail_with(jpeg, text);
}

/// The library goes on after damage and fills the rest with gray: to us that is a broken file.
static void take_message(j_common_ptr jpeg, int level) {
    if (level >= 0) return;
    switch (jpeg->err->msg_code) {
        case JWRN_EXTRANEOUS_DATA:
        case JWRN_ADOBE_XFORM:
        case JWRN_JFIF_MAJOR:
        case JWRN_TOO_MUCH_DATA:
            return;
        default:
            fail(jpeg);
    }
}

static void pass_over(j_common_ptr jpeg) { (void)jpeg; }

static void count_scans(j_common_ptr jpeg) {
    if (jpeg->is_decompressor && ((j_decompress_ptr)jpeg)->input_scan_number > most_scans) fail_with(jpeg, "the file has too many scans");
}

static void begin(jpeg_reading *reading, char *message) {
    memset(reading, 0, sizeof *reading);
    reading->message = message;
    reading->jpeg.err = jpeg_std_error(&reading->errors);
    reading->errors.error_exit = fail;
    reading->errors.emit_message = take_message;
    reading->errors.output_message = pass_over;
    reading->progress.progress_monitor = count_scans;
    reading->jpeg.client_data = reading;
}

static image_outcome end(jpeg_reading *reading, image_outcome outcome) {
    jpeg_destroy_decompress(&reading->jpeg);
    free(reading->row);
    return outcome == image_broken && reading->no_memory ? image_no_memory : outcome;
}

static void read_header(jpeg_reading *reading, const uint8_t *bytes, size_t count, image_header *header) {
    struct jpeg_decompress_struct *jpeg = &reading->jpeg;
    jpeg_create_decompress(jpeg);
    // Creating it cleared the structure except for `err` and `client_data`.
    jpeg->progress = &reading->progress;
    jpeg_mem_src(jpeg, bytes, count);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    header->width = jpeg->image_width;
    header->height = jpeg->image_height;
    header->channels = jpeg->jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
    header->orientation = 1;
    for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker; marker = marker->next) {
        uint32_t orientation = exif_orientation(marker->data, marker->data_length);
        if (marker->marker == JPEG_APP0 + 1 && orientation) {
            header->orientation = orientation;
            break;
        }
    }
}

// In this and `try_decode` nothing that changes after `setjmp` is a variable of their own.
static image_outcome try_header(jpeg_reading *reading, const uint8_t *bytes, size_t count, image_header *header) {
    if (setjmp(reading->back)) return image_broken;
    read_header(reading, bytes, count, header);
    return image_ok;
}

uint32_t image_jpeg_scaled(uint32_t side, uint32_t eighths) { return (uint32_t)(((uint64_t)side * eighths + 7) / 8); }

/// Inks to light. Adobe's files hold the inks inverted, as all that say so.
static void from_cmyk(const uint8_t *row, size_t width, int is_inverted, uint8_t *target) {
    for (size_t x = 0; x < width; x++) {
        uint32_t black = is_inverted ? row[x * 4 + 3] : 255 - row[x * 4 + 3];
        for (int c = 0; c < 3; c++) {
            uint32_t ink = is_inverted ? row[x * 4 + c] : 255 - row[x * 4 + c];
            target[x * 3 + c] = (uint8_t)((ink * black + 127) / 255);
        }
    }
}

static image_outcome try_decode(
    jpeg_reading *reading, const uint8_t *bytes, size_t count, const image_header *header, uint32_t eighths, uint8_t *pixels) {
    if (setjmp(reading->back)) return image_broken;
    image_header again;
    read_header(reading, bytes, count, &again);

    struct jpeg_decompress_struct *jpeg = &reading->jpeg;
    int has_inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = has_inks ? JCS_CMYK : header->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg->scale_num = eighths;
    jpeg->scale_denom = 8;
    // The slow integer transform gives the same bytes on every CPU.
    jpeg->dct_method = JDCT_ISLOW;
    jpeg_start_decompress(jpeg);
    size_t width = image_jpeg_scaled(header->width, eighths), height = image_jpeg_scaled(header->height, eighths);
    if (jpeg->output_width != width || jpeg->output_height != height || again.channels != header->channels
        || jpeg->output_components != (has_inks ? 4 : (int)header->channels))
        fail_with((j_common_ptr)jpeg, "an unknown form of pixels");
    if (has_inks) {
        reading->row = malloc(width * 4);
        if (!reading->row) return image_no_memory;
    }
    while (jpeg->output_scanline < height) {
        uint8_t *target = pixels + (size_t)jpeg->output_scanline * width * header->channels;
        JSAMPROW row = has_inks ? reading->row : target;
        jpeg_read_scanlines(jpeg, &row, 1);
        if (has_inks) from_cmyk(reading->row, width, jpeg->saw_Adobe_marker, target);
    }
    jpeg_finish_decompress(jpeg);
    return image_ok;
}

image_outcome image_jpeg_header(const uint8_t *bytes, size_t count, image_header *header, char *message) {
    jpeg_reading reading;
    begin(&reading, message);
    return end(&reading, try_header(&reading, bytes, count, header));
}

image_outcome image_jpeg_decode(
    const uint8_t *bytes, size_t count, const image_header *header, uint32_t eighths, uint8_t *pixels, char *message) {
    jpeg_reading reading;
    begin(&reading, message);
    return end(&reading, try_decode(&reading, bytes, count, header, eighths, pixels));
}
