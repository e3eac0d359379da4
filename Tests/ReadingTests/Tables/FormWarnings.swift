import Reading

extension ReadResult {
    /// What was said of how the file is written, without what was said of its columns.
    var formWarnings: [String] {
        warnings.filter { warning in
            !["column '", "columns without any value", "the label '"].contains { warning.hasPrefix($0) }
                && !warning.contains("' was guessed as the label")
        }
    }
}
