#include "CDatabase.h"

#include <sqlite3.h>
#include <stdint.h>
#include <string.h>

// FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/. Each step is a bijection of the hash, so that one changed byte always changes it.
static uint64_t add_bytes(uint64_t hash, const void *bytes, size_t count) {
    const unsigned char *byte = bytes;
    for (size_t index = 0; index < count; index++) hash = (hash ^ byte[index]) * 0x100000001B3u;
    return hash;
}

static uint64_t hash_row(int count, sqlite3_value **values) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (int index = 0; index < count; index++) {
        sqlite3_value *value = values[index];
        unsigned char type = (unsigned char)sqlite3_value_type(value);
        hash = add_bytes(hash, &type, 1);
        if (type == SQLITE_INTEGER) {
            sqlite3_int64 number = sqlite3_value_int64(value);
            hash = add_bytes(hash, &number, sizeof number);
        } else if (type == SQLITE_FLOAT) {
            double number = sqlite3_value_double(value);
            hash = add_bytes(hash, &number, sizeof number);
        } else if (type != SQLITE_NULL) {
            const void *bytes = type == SQLITE_TEXT ? (const void *)sqlite3_value_text(value) : sqlite3_value_blob(value);
            uint64_t length = (uint64_t)sqlite3_value_bytes(value);
            hash = add_bytes(hash, &length, sizeof length);
            if (bytes) hash = add_bytes(hash, bytes, length);
        }
    }
    // The finalizer of MurmurHash3: rows that differ little have sums that differ much.
    hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDu;
    hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53u;
    return hash ^ (hash >> 33);
}

static void seal(sqlite3_context *context, int count, sqlite3_value **values) {
    if (count < 1) return sqlite3_result_error(context, "learnd_seal takes a sum and the values of a row", -1);
    uint64_t sum = (uint64_t)sqlite3_value_int64(values[0]);
    sqlite3_result_int64(context, (sqlite3_int64)(sum ^ hash_row(count - 1, values + 1)));
}

static void seal_step(sqlite3_context *context, int count, sqlite3_value **values) {
    uint64_t *sum = sqlite3_aggregate_context(context, sizeof *sum);
    if (!sum) return sqlite3_result_error_nomem(context);
    *sum ^= hash_row(count, values);
}

static void seal_final(sqlite3_context *context) {
    uint64_t *sum = sqlite3_aggregate_context(context, 0);
    sqlite3_result_int64(context, sum ? (sqlite3_int64)*sum : 0);
}

int learnd_keep_log(sqlite3 *connection, int keep) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, (int *)0);
}

int learnd_add_seal(sqlite3 *connection) {
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(connection, "learnd_seal", -1, flags, 0, seal, 0, 0, 0);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_function_v2(connection, "learnd_seal_all", -1, flags, 0, 0, seal_step, seal_final, 0);
}
