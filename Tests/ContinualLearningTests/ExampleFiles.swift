import Domain
import Files
import Glibc
import Hashing
import Reading
import Rows

/// The data that come with the project, read as the daemon reads them.
enum ExampleFiles {
    static let folder = String(#filePath.dropLast("Tests/ContinualLearningTests/ExampleFiles.swift".utf8.count)) + "Examples/"

    static func digits() throws -> [RowSet] {
        try [("1", "0-1"), ("2", "2-3"), ("3", "4-5"), ("4", "6-7"), ("5", "8-9")].map {
            try rows("digits/digits-\($0.0)-classes-\($0.1).csv")
        }
    }

    /// - Parameter schema: Of the model; nil: the file decides it, with the specification.
    static func rows(_ name: String, _ specification: ModelSpecification = .init(), schema: Schema? = nil) throws -> RowSet {
        let path = folder + name
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(.notFound, what: String(cString: strerror(errno)), at: path) }
        defer { close(descriptor) }
        let result = try ExampleReader().read(fileDescriptor: descriptor, name: name, schema: schema, specification: specification)
        return RowSet(table: result.table, batch: SHA256.hash(try WholeFile.read(path)))
    }

    /// The same rows under other class names.
    static func relabeled(_ rows: RowSet, _ rename: (String) -> String) -> RowSet {
        guard case .classes(let indices, let names) = rows.table.labels else { return rows }
        let labels = indices.map { rename(names[Int($0)]) }
        let new = Array(Set(labels)).sorted()
        var table = rows.table
        table.labels = .classes(labels.map { Int32(new.firstIndex(of: $0)!) }, names: new)
        return RowSet(table: table, batch: SHA256.hash("relabeled \(rows.batches)"))
    }
}
