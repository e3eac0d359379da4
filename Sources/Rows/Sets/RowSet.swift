import Domain
import Hashing

/// Rows with what they are (identity) and where they came from (batches).
///
/// Under `once` a row is in it once, however many batches brought it, and its key is its identity. Under `count` (`Schema.repeated`) each occurrence
/// is a row of its own, whose key is made of identity, batch and place in the file.
///
/// `==` compares as stored; two sets of the same rows in another order are equal in `encode()`.
public struct RowSet: Hashable, Sendable {
    /// The rows' values, in the set's order.
    public let table: ExampleTable
    /// What each row's features say, its label left out.
    public let identities: [Digest]
    /// One a row, distinct.
    public let keys: [Digest]
    /// The batches that brought each row: places in `batches`, ascending, at least one; under `count` exactly one.
    public let sources: [[Int32]]
    /// Distinct.
    public let batches: [Digest]
    /// Each row's place among its file's rows; empty under `once`.
    public let numbers: [UInt32]

    /// No rows.
    public init(schema: Schema) {
        self.init(table: ExampleTable(noRowsUnder: schema), identities: [], sources: [], batches: [], numbers: [])
    }

    /// A file's rows. Under `once`, of rows with the same features the last one's label stays; `gather` tells how many there were.
    public init(table: ExampleTable, batch: Digest) {
        self = Self.gather(table, batch: batch).rows
    }

    /// - Precondition: As the properties say.
    init(table: ExampleTable, identities: [Digest], sources: [[Int32]], batches: [Digest], numbers: [UInt32]) {
        let counts = table.schema.countsRepeats
        precondition(
            table.rowCount == identities.count && sources.count == identities.count && numbers.count == (counts ? identities.count : 0),
            "\(table.rowCount) rows, \(identities.count) identities, \(sources.count) lists of sources, \(numbers.count) indices"
        )
        self.table = table
        self.identities = identities
        self.sources = sources
        self.batches = batches
        self.numbers = numbers
        keys =
            counts
            ? identities.indices.map { RowKey.occurrence(identities[$0], batch: batches[Int(sources[$0][0])], number: numbers[$0]) }
            : identities
    }

    /// The columns that all rows have.
    public var schema: Schema { table.schema }
    /// Rows; under `count` each occurrence.
    public var count: Int { identities.count }
    /// Whether there are no rows.
    public var isEmpty: Bool { identities.isEmpty }
}

/// What tells the occurrences of a row from each other.
enum RowKey {
    /// SHA-256 over the identity (32 bytes), the batch's digest (32) and the row's place in its file (4, little-endian). Not the label: it may be
    /// spelled otherwise in another version.
    static func occurrence(_ identity: Digest, batch: Digest, number: UInt32) -> Digest {
        let (row, file) = (identity.words, batch.words)
        let bytes = (
            row.0.bigEndian, row.1.bigEndian, row.2.bigEndian, row.3.bigEndian, file.0.bigEndian, file.1.bigEndian, file.2.bigEndian,
            file.3.bigEndian, number.littleEndian
        )
        // The tuple's bytes without what may follow its last element.
        return withUnsafeBytes(of: bytes) { SHA256.hash(UnsafeRawBufferPointer(rebasing: $0[..<68])) }
    }
}
