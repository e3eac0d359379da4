// What GRDB does not offer of SQLite.
#ifndef LEARND_CDATABASE_H
#define LEARND_CDATABASE_H

struct sqlite3;

/// Whether closing the connection leaves its write-ahead log as it lies (1) or folds it into the database and removes it (0). Returns SQLite's code.
int learnd_keep_log(struct sqlite3 *connection, int keep);

/// Adds two functions to the connection. Returns SQLite's code.
///
/// learnd_seal(sum, value, …): the sum with a row of these values put in or, where it was in, taken out again.
/// learnd_seal_all(value, …), an aggregate: the sum of all rows.
///
/// A sum is the exclusive or of a hash of 64 bits of each row: it notices what a bad disk does, not what somebody does on purpose.
int learnd_add_seal(struct sqlite3 *connection);

#endif
