#include "exif.h"

#include <string.h>

/// A TIFF structure (Exif 2.32, 4.5) in one of the two orders of bytes.
typedef struct {
    const uint8_t *bytes;
    size_t count;
    int is_little;
} tiff;

static uint32_t number(tiff tiff, size_t place, int width) {
    if (place > tiff.count || tiff.count - place < (size_t)width) return 0;
    uint32_t value = 0;
    for (int i = 0; i < width; i++) value |= (uint32_t)tiff.bytes[place + i] << 8 * (tiff.is_little ? i : width - 1 - i);
    return value;
}

uint32_t exif_orientation(const uint8_t *bytes, size_t count) {
    static const uint8_t mark[6] = {'E', 'x', 'i', 'f', 0, 0};
    if (count < 14 || memcmp(bytes, mark, 6) != 0) return 0;
    tiff tiff = {.bytes = bytes + 6, .count = count - 6};
    if (memcmp(tiff.bytes, "II", 2) == 0) {
        tiff.is_little = 1;
    } else if (memcmp(tiff.bytes, "MM", 2) != 0) {
        return 0;
    }
    if (number(tiff, 2, 2) != 42) return 0;
    size_t directory = number(tiff, 4, 4);
    uint32_t entries = number(tiff, directory, 2);
    for (uint32_t i = 0; i < entries; i++) {
        size_t entry = directory + 2 + 12 * (size_t)i;
        if (entry >= tiff.count) return 0;
        // Tag 0x0112, one number of type SHORT.
        if (number(tiff, entry, 2) != 0x0112) continue;
        if (number(tiff, entry + 2, 2) != 3 || number(tiff, entry + 4, 4) != 1) return 0;
        uint32_t value = number(tiff, entry + 8, 2);
        return value >= 1 && value <= 8 ? value : 0;
    }
    return 0;
}
