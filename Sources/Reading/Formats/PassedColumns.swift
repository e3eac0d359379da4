/// Columns of a file that are of no matter: whatever they hold, lists too, is passed over.
struct PassedColumns {
    /// Left out by the settings.
    var ignored: Set<String> = []
    /// All that matter; nil: all that are not ignored.
    var known: Set<String>?

    func contains(_ name: String) -> Bool { ignored.contains(name) || known.map { !$0.contains(name) } ?? false }
}
