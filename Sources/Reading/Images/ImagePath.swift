/// A file's place in an archive of images.
enum ImagePath {
    /// In these folders from the outermost, at least one.
    case inFolders([ArraySlice<UInt8>])
    /// Of the system or of a program, not a person's: passed over.
    case hidden
    /// Nothing to be learned from it, for a reason that people read.
    case unusable(String)

    init(_ path: [UInt8]) {
        let parts = path.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual(".".utf8) }
        if parts.contains(where: { $0.elementsEqual("..".utf8) }) {
            self = .unusable("its name leads out of the archive")
        } else if parts.contains(where: { $0.first == UInt8(ascii: ".") || $0.elementsEqual("__MACOSX".utf8) }) {
            self = .hidden
        } else if parts.count < 2 {
            self = .unusable("it is not inside a label folder: drop the parent folder, with one subfolder per label")
        } else {
            self = .inFolders(parts.dropLast())
        }
    }
}
