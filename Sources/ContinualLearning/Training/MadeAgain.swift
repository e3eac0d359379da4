import Domain
import Files
import Models
import Rows

/// What parts of a parent that are not stored are made of again: an ancestor's, and the rows that versions have learned since.
struct MadeAgain {
    /// The ancestor's document and sums; empty where there is none: all are made from nothing.
    let base: [VersionPart]
    /// The rows of each version since, the earliest first, and what the sums before them were multiplied by.
    let earlier: [(rows: RowSet, forgetting: Double)]
    /// What they must come to.
    let wanted: [PartReference]

    init(_ directory: JobDirectory, _ earlier: [JobFiles.Earlier], _ progress: ProgressReport) throws {
        let base = VersionDirectory(path: directory.base)
        self.base = WholeFile.exists(directory.base) ? try base.read(progress.read) : []
        self.earlier = try earlier.enumerated().map { index, version in
            (try RowSet(decoding: progress.read(directory.earlierRows(index + 1))), version.forgetting)
        }
        wanted = try VersionDirectory(path: directory.parent).parts().filter(\.isMadeAgain)
    }
}
