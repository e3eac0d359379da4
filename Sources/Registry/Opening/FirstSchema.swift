/// The first form of the database. docs/database.md explains every table and column; neither is changed without a further step.
package enum FirstSchema {
    package static let sql = """
        CREATE TABLE model (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            schema TEXT CHECK (schema IS NULL OR json_valid(schema)),
            specification TEXT CHECK (specification IS NULL OR json_valid(specification)),
            serving_version INTEGER,
            head_version INTEGER,
            hold_reason TEXT,
            hold_since INTEGER,
            hold_uid INTEGER,
            hold_pid INTEGER,
            hold_user TEXT,
            created_at INTEGER NOT NULL,
            FOREIGN KEY (id, serving_version) REFERENCES version (model_id, number),
            FOREIGN KEY (id, head_version) REFERENCES version (model_id, number),
            CHECK ((hold_reason IS NULL) = (hold_since IS NULL))
        ) STRICT;

        CREATE TABLE batch (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model_id INTEGER NOT NULL REFERENCES model (id),
            digest BLOB CHECK (length(digest) = 32),
            rows_digest BLOB CHECK (length(rows_digest) = 32),
            file_name TEXT NOT NULL,
            byte_count INTEGER NOT NULL,
            row_count INTEGER NOT NULL,
            refused_row_count INTEGER NOT NULL,
            warnings TEXT NOT NULL CHECK (json_valid(warnings)),
            state TEXT NOT NULL
                CHECK (state IN ('waiting', 'training', 'learned', 'held', 'set_aside', 'refused', 'duplicate')),
            reason TEXT,
            received_at INTEGER NOT NULL,
            duplicate_of INTEGER REFERENCES batch (id),
            retry_group INTEGER,
            CHECK (digest IS NOT NULL OR state = 'refused'),
            CHECK ((duplicate_of IS NOT NULL) = (state = 'duplicate'))
        ) STRICT;
        CREATE INDEX batch_by_digest ON batch (model_id, digest);
        CREATE INDEX batch_by_rows ON batch (model_id, rows_digest) WHERE rows_digest IS NOT NULL;
        CREATE INDEX batch_by_state ON batch (model_id, state, id);

        CREATE TABLE source (
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            modified_ns INTEGER NOT NULL,
            changed_ns INTEGER NOT NULL,
            byte_count INTEGER NOT NULL,
            batch_id INTEGER NOT NULL REFERENCES batch (id),
            PRIMARY KEY (inode, changed_ns, device, modified_ns, byte_count)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model_id INTEGER NOT NULL REFERENCES model (id),
            parent_version INTEGER,
            seed INTEGER NOT NULL,
            specification TEXT NOT NULL CHECK (json_valid(specification)),
            state TEXT NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'abandoned')),
            failed_attempts INTEGER NOT NULL DEFAULT 0,
            last_error TEXT,
            started_at INTEGER NOT NULL,
            ended_at INTEGER,
            split_from INTEGER REFERENCES job (id),
            FOREIGN KEY (model_id, parent_version) REFERENCES version (model_id, number),
            CHECK ((ended_at IS NULL) = (state = 'running'))
        ) STRICT;
        CREATE UNIQUE INDEX one_running_job ON job (model_id) WHERE state = 'running';

        CREATE TABLE job_batch (
            job_id INTEGER NOT NULL REFERENCES job (id),
            position INTEGER NOT NULL,
            batch_id INTEGER NOT NULL REFERENCES batch (id),
            PRIMARY KEY (job_id, position),
            UNIQUE (job_id, batch_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE blob (
            id INTEGER PRIMARY KEY,
            digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
            byte_count INTEGER NOT NULL,
            complete INTEGER NOT NULL CHECK (complete IN (0, 1))
        ) STRICT;

        CREATE TABLE blob_slice (
            blob_id INTEGER NOT NULL REFERENCES blob (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (blob_id, position)
        ) STRICT;

        CREATE TABLE version (
            model_id INTEGER NOT NULL REFERENCES model (id),
            number INTEGER NOT NULL CHECK (number >= 1),
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            parent INTEGER CHECK (parent < number),
            state TEXT NOT NULL CHECK (state IN ('accepted', 'held')),
            reason TEXT,
            job_id INTEGER NOT NULL REFERENCES job (id),
            report TEXT NOT NULL CHECK (json_valid(report)),
            evaluation TEXT NOT NULL CHECK (json_valid(evaluation)),
            created_at INTEGER NOT NULL,
            PRIMARY KEY (model_id, number),
            FOREIGN KEY (model_id, parent) REFERENCES version (model_id, number)
        ) STRICT;

        CREATE TABLE version_part (
            model_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            blob_id INTEGER NOT NULL REFERENCES blob (id),
            PRIMARY KEY (model_id, number, name),
            FOREIGN KEY (model_id, number) REFERENCES version (model_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX version_part_by_blob ON version_part (blob_id);

        CREATE TABLE version_batch (
            model_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            position INTEGER NOT NULL,
            batch_id INTEGER NOT NULL REFERENCES batch (id),
            PRIMARY KEY (model_id, number, position),
            FOREIGN KEY (model_id, number) REFERENCES version (model_id, number)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX version_batch_by_batch ON version_batch (batch_id, number);

        CREATE TABLE activation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model_id INTEGER NOT NULL REFERENCES model (id),
            kind TEXT NOT NULL CHECK (kind IN ('learned', 'rollback', 'promoted', 'fallback')),
            from_version INTEGER,
            to_version INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            pid INTEGER NOT NULL,
            user TEXT,
            reason TEXT,
            at INTEGER NOT NULL,
            FOREIGN KEY (model_id, from_version) REFERENCES version (model_id, number),
            FOREIGN KEY (model_id, to_version) REFERENCES version (model_id, number)
        ) STRICT;
        CREATE INDEX activation_by_version ON activation (model_id, to_version);
        """
}
