import Files
import Glibc
import Hashing
import Synchronization

/// Vectors of texts that were made before, by the texts' digests, on the disk: a job asks for a text's several times, and each later job again.
///
/// It is only a cache: what cannot be read is not there, what cannot be written is not kept, and a whole folder may be taken away at any time.
/// Several processes may read, and one of them writes.
final class VectorCache: Sendable {
    private let state: Mutex<State>

    fileprivate struct State: ~Copyable {
        let folder: String
        let width: Int
        let most: Int
        var files: [File] = []
        /// By a key's first half.
        var places: [UInt64: (file: Int, record: Int)] = [:]
        /// The one that is written; nil: none can be.
        var own: Int?
        var isClosed = false
    }

    // The pointer is the caller's, and is only read before `keep` returns.
    fileprivate struct Lent: @unchecked Sendable {
        let vector: UnsafePointer<Float>
    }

    fileprivate final class File {
        let path: String
        var file: VectorFile

        init(path: String, file: consuming VectorFile) {
            self.path = path
            self.file = file
        }
    }

    /// Files into which the bytes are shared out, so that the oldest can go.
    fileprivate static let shares = 8
    fileprivate static let ending = ".vectors"

    /// - Parameters:
    ///   - folder: Of this kind of vectors alone; made where it is missing.
    ///   - width: Floats of a vector.
    ///   - most: Bytes on the disk; the oldest go first.
    init(_ folder: String, width: Int, most: Int) {
        var state = State(folder: folder, width: width, most: most)
        state.open()
        self.state = Mutex(state)
    }

    /// A text's key.
    static func key(_ text: UnsafeBufferPointer<UInt8>) -> VectorFile.Key {
        SHA256.hash(UnsafeRawBufferPointer(text)).bytes.withUnsafeBytes {
            ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
    }

    /// Copies a text's vector; false where it is not there.
    func copy(_ key: VectorFile.Key, into vector: UnsafeMutablePointer<Float>) -> Bool {
        state.withLock { state in
            guard let place = state.places[key.0] else { return false }
            return state.files[place.file].file.copy(place.record, key, into: vector)
        }
    }

    /// Keeps a text's vector.
    func keep(_ key: VectorFile.Key, _ vector: UnsafePointer<Float>) {
        let lent = Lent(vector: vector)
        state.withLock { $0.keep(key, lent) }
    }
}

extension VectorCache.State {
    fileprivate mutating func open() {
        guard (try? Folder.make(folder)) != nil else { return }
        // Their names begin with the time at which they were begun.
        let names = Folder.names(folder).filter { $0.hasSuffix(VectorCache.ending) }.sorted()
        for name in names { add(folder + "/" + name) }
        makeRoom()
    }

    private mutating func add(_ path: String) {
        guard let file = VectorFile(path, width: width, isWritten: false) else { return }
        let index = files.count
        file.keys { places[$1.0] = (index, $0) }
        files.append(VectorCache.File(path: path, file: file))
    }

    /// Takes the oldest files away until a share is free.
    private mutating func makeRoom() {
        var bytes = files.reduce(0) { $0 + $1.file.bytes }
        for file in files where bytes > most - most / VectorCache.shares {
            bytes -= file.file.bytes
            // What is open here is still read.
            unlink(file.path)
        }
    }

    fileprivate mutating func keep(_ key: VectorFile.Key, _ lent: VectorCache.Lent) {
        guard !isClosed, most > 0 else { return }
        if let own, files[own].file.bytes >= most / VectorCache.shares {
            self.own = nil
            makeRoom()
        }
        guard let own = own ?? begin() else {
            isClosed = true
            return
        }
        let record = files[own].file.count
        guard files[own].file.append(key, lent.vector) else {
            isClosed = true
            return
        }
        places[key.0] = (own, record)
    }

    /// Goes on with the newest file, where there is room in it and nobody else writes it, or begins another.
    private mutating func begin() -> Int? {
        if let newest = files.indices.last, files[newest].file.bytes < most / VectorCache.shares,
            let file = VectorFile(files[newest].path, width: width, isWritten: true)
        {
            files[newest].file = file
            own = newest
            return newest
        }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let stamp = String(time.tv_sec * 1_000_000_000 + time.tv_nsec)
        let path = "\(folder)/\(String(repeating: "0", count: max(0, 20 - stamp.count)))\(stamp)-\(getpid())\(VectorCache.ending)"
        guard let file = VectorFile(path, width: width, isWritten: true) else { return nil }
        files.append(VectorCache.File(path: path, file: file))
        own = files.count - 1
        return own
    }
}
