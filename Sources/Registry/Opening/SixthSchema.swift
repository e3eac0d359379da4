/// The sixth form: what a job is for. One that refines has a parent and no batches.
enum SixthSchema {
    static let sql = "ALTER TABLE job ADD COLUMN purpose TEXT NOT NULL DEFAULT 'learn' CHECK (purpose IN ('learn', 'refine'));"
}
