import Domain

/// A feature column's values, one a row, kept in the way of its kind: all that rows need to do with them.
package protocol ColumnValues: Hashable, Sendable {
    /// Of no rows.
    static func none(_ column: Schema.Column) -> Self
    /// What `encode` wrote.
    ///
    /// - Throws: `Refusal` for any bytes that `encode` does not write.
    static func decode(_ column: Schema.Column, rows: Int, from reader: inout LittleEndianReader) throws(Refusal) -> Self

    /// Some row has no value.
    var hasGaps: Bool { get }
    /// What rows are told apart by, made ready once for many of them.
    var identity: any ColumnIdentity { get }
    /// Texts that values are places of; empty where they are none.
    var levels: [String] { get }

    /// The rows named, in that order.
    func picking(_ rows: [Int]) -> Self
    /// - Precondition: Both are of one column.
    func appending(_ other: Self) -> Self
    /// How the rows named are written in a row set's form (`RowSetForm`).
    func writing(_ rows: [Int]) -> ColumnWriting
    /// Fills each row's numbers in a model's form (`InputLayout`): NaN where missing.
    ///
    /// - Parameters:
    ///   - numbers: Those of the first of `rows`; the next row's are `stride` further on.
    ///   - places: What each of `levels` is to the model.
    func fill(_ numbers: UnsafeMutablePointer<Double>, stride: Int, rows: Range<Int>, places: [Double])
}

extension ColumnValues {
    package var levels: [String] { [] }

    fileprivate func appending(any other: any ColumnValues) -> any ColumnValues {
        guard let other = other as? Self else { preconditionFailure("columns of different kinds under one schema") }
        return appending(other)
    }

    fileprivate func isEqual(to other: any ColumnValues) -> Bool { (other as? Self) == self }
}

/// How a column is written in a row set's form.
package struct ColumnWriting {
    /// What comes before the rows.
    package var head: [UInt8] = []
    /// Writes a row's value.
    package let row: (inout LittleEndianWriter, Int) -> Void
}

/// A column's values as the canonical bytes that identities are hashed from (`RowForm`).
package protocol ColumnIdentity {
    /// Bytes that one value takes at most.
    var widest: Int { get }
    /// Appends each row's value to its bytes, `stride` apart from the next row's, of which there are `lengths` so far.
    func append(_ rows: Range<Int>, to bytes: UnsafeMutableRawPointer, stride: Int, lengths: inout [Int])
}

extension ExampleTable {
    /// A feature column's values, one a row: `.numbers([1, 2])`, and so on with each kind's own file.
    public struct Values: Hashable, Sendable {
        package let column: any ColumnValues

        package init(_ column: any ColumnValues) { self.column = column }

        /// Of the same kind with the same values; a missing one equals a missing one.
        public static func == (left: Self, right: Self) -> Bool { left.column.isEqual(to: right.column) }

        /// Equal columns hash alike.
        public func hash(into hasher: inout Hasher) { column.hash(into: &hasher) }

        package func picking(_ rows: [Int]) -> Self { Self(column.picking(rows)) }

        /// - Precondition: Both are of one kind, images of one size.
        package func appending(_ other: Self) -> Self { Self(column.appending(any: other.column)) }
    }
}
