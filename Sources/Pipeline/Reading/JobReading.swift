import ContinualLearning
import Domain
import Files
import Hashing
import Reading
import Rows

/// `learnd read`: the rows of a job's files, each by its role to the trainer's side, the validation's or the gate's.
public struct JobReading {
    private let directory: JobDirectory

    /// - Parameter directory: Holds what files the job learns; their rows are written there.
    public init(_ directory: JobDirectory) { self.directory = directory }

    /// - Parameter report: Called before each file with the bytes of those before it.
    public func run(_ report: (JobProgress) throws -> Void = { _ in }) throws {
        let job = try CanonicalJSON.decode(JobFiles.self, from: SealedFile.read(directory.files))
        let earlier = job.earlier ?? []
        let total = (earlier.flatMap(\.files) + job.files).reduce(0) { $0 + $1.byteCount }
        var done = 0
        func read(_ files: [JobFiles.File]) throws -> RowSet {
            var rows: RowSet?
            for file in files {
                try report(JobProgress(.read, done, of: total))
                let more = try Self.rows(of: file, job.derivation)
                rows = rows?.merged(with: more) ?? more
                done += file.byteCount
            }
            try report(JobProgress(.read, done, of: total))
            guard let rows, !rows.isEmpty else { throw Refusal(.failed, what: "its files hold no rows") }
            return rows
        }
        let writer = JobWriter(job.derivation, to: directory)
        for (index, version) in earlier.enumerated() { try writer.writeEarlier(read(version.files), number: index + 1) }
        // A refinement learns no file.
        try writer.writeRows(job.derivation.purpose == .refine ? RowSet(schema: job.derivation.form) : read(job.files))
    }

    /// An accepted file's rows, under bounds that none misses: it was taken under those of its day, and that they were lowered since must not make
    /// it unreadable.
    private static func rows(of file: JobFiles.File, _ derivation: Derivation) throws(Refusal) -> RowSet {
        var limits = ReadLimits(fileBytes: 1 << 50, expandedBytes: 1 << 50, rows: 1 << 40, columns: 1 << 16, lineBytes: 1 << 40)
        limits.freePixels = 1 << 60
        limits.freeCells = 1 << 60
        // Under its form alone: what the settings name besides begins with another file.
        var specification = derivation.specification
        specification.labels = nil
        do throws(Refusal) {
            let result = try ArchivedFile.read(file.path) { descriptor throws(Refusal) in
                try ExampleReader(limits: limits).read(
                    fileDescriptor: descriptor,
                    name: file.name,
                    schema: derivation.form,
                    specification: specification,
                    maxRefusedShare: 1,
                    numericShare: 0
                )
            }
            return RowSet(table: result.table, batch: file.digest)
        } catch {
            throw error.withoutValues
        }
    }
}
