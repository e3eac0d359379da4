/// The fifth form: what can be made again from the archive need not stay. A dropped blob has its digest and size, and no slices.
enum FifthSchema {
    static let sql = "ALTER TABLE blob ADD COLUMN dropped INTEGER NOT NULL DEFAULT 0 CHECK (dropped IN (0, 1));"
}
