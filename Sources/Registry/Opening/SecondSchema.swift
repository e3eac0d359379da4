/// The second form: what was understood of a file, the settings that decided a model's form, version numbers that outlive their versions,
/// and the changes of a whole model, which stay when the model goes.
///
/// The indexes are for taking models away: SQLite looks for references to each row that it deletes.
enum SecondSchema {
    static let sql = """
        ALTER TABLE batch ADD COLUMN notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes));
        ALTER TABLE model ADD COLUMN last_version INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE model ADD COLUMN form_settings TEXT CHECK (form_settings IS NULL OR json_valid(form_settings));
        UPDATE model SET last_version = COALESCE((SELECT MAX(number) FROM version WHERE version.model_id = model.id), 0);

        CREATE TABLE model_change (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            model TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('relearned', 'reformed', 'removed')),
            versions INTEGER NOT NULL,
            batches INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            pid INTEGER NOT NULL,
            user TEXT,
            reason TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX model_change_by_model ON model_change (model, id);

        CREATE TABLE discarded_file (
            digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX batch_by_any_digest ON batch (digest);
        CREATE INDEX batch_by_original ON batch (duplicate_of) WHERE duplicate_of IS NOT NULL;
        CREATE INDEX source_by_batch ON source (batch_id);
        CREATE INDEX job_by_parent ON job (model_id, parent_version);
        CREATE INDEX job_by_whole ON job (split_from) WHERE split_from IS NOT NULL;
        CREATE INDEX job_batch_by_batch ON job_batch (batch_id);
        CREATE INDEX version_by_job ON version (job_id);
        """
}
