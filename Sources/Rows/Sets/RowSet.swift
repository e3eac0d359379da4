import Domain

/// Rows with what they are (identity) and where they came from (batches). A row is in it once, however many batches brought it.
///
/// `==` compares as stored; two sets of the same rows in another order are equal in `encode()` and in `sortedByIdentity()`'s identities.
public struct RowSet: Hashable, Sendable {
    public let table: ExampleTable
    /// One a row, distinct.
    public let identities: [Digest]
    /// The batches that brought each row: places in `batches`, ascending, at least one.
    public let sources: [[Int32]]
    /// Distinct.
    public let batches: [Digest]

    /// No rows.
    public init(schema: Schema) {
        table = ExampleTable(noRowsUnder: schema)
        identities = []
        sources = []
        batches = []
    }

    /// A file's rows. Of rows with the same features the last one's label stays; `gather` tells how many there were.
    public init(table: ExampleTable, batch: Digest) {
        self = Self.gather(table, batch: batch).rows
    }

    /// - Precondition: As the properties say.
    package init(table: ExampleTable, identities: [Digest], sources: [[Int32]], batches: [Digest]) {
        precondition(
            table.rowCount == identities.count && sources.count == identities.count,
            "\(table.rowCount) rows, \(identities.count) identities, \(sources.count) lists of sources")
        self.table = table
        self.identities = identities
        self.sources = sources
        self.batches = batches
    }

    public var schema: Schema { table.schema }
    public var count: Int { identities.count }
    public var isEmpty: Bool { identities.isEmpty }
}
