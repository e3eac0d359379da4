import Domain

/// A file's records one after another, each with a cell for every column.
protocol RecordSource: AnyObject {
    /// The columns' names, distinct; nil for a column that has none and is passed over.
    var columns: [String?] { get }
    /// What is to be said about the file, once it is read.
    var warnings: [String] { get }
    /// Bytes read so far, after decompression.
    var expandedBytes: Int { get }
    /// Those of them that the records given so far, and what stood before them, take up.
    var takenBytes: Int { get }
    /// The next record; nil at the end.
    ///
    /// - Throws: `Refusal` where the file cannot be read on.
    func next() throws(Refusal) -> Record?
}
