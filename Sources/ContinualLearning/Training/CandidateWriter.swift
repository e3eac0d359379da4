import Domain
import Files
import Glibc
import Hashing
import Models
import Rows

/// Writes a candidate beside its place and renames it there: it is whole or not there.
struct CandidateWriter {
    private let directory: JobDirectory

    init(_ directory: JobDirectory) { self.directory = directory }

    func write(_ learned: Learned, validation: RowSet, report: TrainingReport, _ progress: ProgressReport) throws {
        let beside = directory.candidate + ".part"
        Folder.remove(beside)
        let parts =
            learned.refinement?.isBetter == false
            ? []
            : try VersionContent.parts(learned.version) + learned.parts + learned.memory.parts + [
                VersionPart(name: VersionContent.validation, kind: .rows, bytes: validation.encode())
            ]
        try progress.begin(.write, of: parts.count)
        try VersionDirectory(path: beside).write(parts, progress.advance)
        try SealedFile.write(CanonicalJSON.encode(report), to: beside + "/report.json")
        guard rename(beside, directory.candidate) == 0 else {
            throw Refusal(
                .failed,
                what: "the candidate cannot be renamed into place: \(String(cString: strerror(errno)))",
                at: directory.candidate
            )
        }
    }
}
