import Domain

/// A file's records one after another, each with a cell for every column.
protocol RecordSource: AnyObject {
    /// The columns' names, distinct; nil for a column that has none and is passed over.
    var columns: [String?] { get }
    /// What its records' numbers count.
    var unit: RowUnit { get }
    /// Some number so far stood without quotes as JSON has it, with a point before its fraction.
    var sawBareFraction: Bool { get }
    /// What is to be said about the file, once it is read.
    var warnings: [String] { get }
    /// Columns that the settings leave out and that were read over so far: they are not among `columns`.
    var leftOut: Set<String> { get }
    /// Bytes read so far, after decompression.
    var expandedBytes: Int { get }
    /// Those of them that the records given so far, and what stood before them, take up.
    var takenBytes: Int { get }
    /// The next record; nil at the end.
    ///
    /// - Throws: `Refusal` where the file cannot be read on.
    func next() throws(Refusal) -> Record?
}

extension RecordSource {
    var sawBareFraction: Bool { false }
    var leftOut: Set<String> { [] }
    var unit: RowUnit { .line }
}
