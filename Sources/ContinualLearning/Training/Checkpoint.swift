import Domain
import Files
import Hashing
import Models
import Tensors

/// Where an attempt had come to, so that the next one goes on from there to the same bytes.
struct Checkpoint {
    private let path: String
    private var identity: String

    /// - Parameter job: A checkpoint of another derivation is not read.
    init(_ path: String, job: Derivation) {
        self.path = path
        identity = CanonicalJSON.digest(of: job).short
    }

    /// Those of a part of the job, or of a trial beside it.
    func beside(_ name: String) -> Checkpoint {
        var other = self
        other.identity += "." + name
        return other
    }

    private func file(_ course: Int) -> String { "\(path)/\(identity)\(course == 0 ? "" : ".\(course)").safetensors" }

    /// Written piece by piece: of a large network's state there need not be room for a copy.
    ///
    /// - Parameters:
    ///   - state: All that a step changes, by name.
    ///   - course: Of the job's courses.
    /// - Returns: Whether it is there; a disk that is full costs the checkpoint, not the job.
    func save(_ state: [(name: String, buffer: FloatBuffer)], course: Int, step: Int) -> Bool {
        let all = state + [(Self.stepName, FloatBuffer(Self.elements(ofStep: step)))]
        do {
            try Folder.make(path)
            let writer = try SealedFile.Writer(file(course))
            try writer.append(Safetensors.header(all.map { ($0.name, [$0.buffer.count]) }))
            for (_, buffer) in all {
                for start in stride(from: 0, to: buffer.count, by: Self.pieceFloats) {
                    let floats = UnsafeBufferPointer(start: buffer.start + start, count: min(Self.pieceFloats, buffer.count - start))
                    try writer.append(Array(UnsafeRawBufferPointer(floats)))
                }
            }
            try writer.finish()
            return true
        } catch {
            return false
        }
    }

    private static let pieceFloats = 1 << 20

    /// Reads the state into the buffers it was written from, so that going on takes no more memory than beginning did.
    ///
    /// - Parameters:
    ///   - state: As given to `save`.
    ///   - others: Names of what may have been kept beside it.
    ///   - steps: Of the whole course.
    /// - Returns: The steps done, and the others that there are; nil, and nothing is changed, where there is no checkpoint, or none that is what was
    ///   written: half-trained weights that pass for trained ones would serve.
    /// - Throws: `DamagedFile` where it is lost while it is read.
    func restore(
        _ state: [(name: String, buffer: FloatBuffer)],
        others: [String],
        course: Int,
        steps: Int
    ) throws -> (step: Int, others: [String: FloatBuffer])? {
        let step = FloatBuffer(Self.elements(ofStep: 0))
        let expected = state + [(Self.stepName, step)]
        guard let tensors = SealedTensors(file(course), into: { $0 == Self.stepName ? step : nil }),
            expected.allSatisfy({ tensors.count($0.name) == $0.buffer.count }),
            let done = Self.step(of: step.elements), (0...steps).contains(done)
        else { return nil }
        let besides = others.compactMap { name in tensors.count(name).map { (name, FloatBuffer(count: $0)) } }
        let found = Dictionary(uniqueKeysWithValues: besides)
        let buffers = found.merging(state.map { ($0.name, $0.buffer) }) { $1 }
        try tensors.read { buffers[$0] }
        return (done, found)
    }

    private static let stepName = "step"

    /// A large state is written at most once in this time: else the disk would have more to do than the trainer.
    private static let largeInterval = Duration.seconds(60)
    private static let largeFloats = 8 << 20

    /// How long after a checkpoint of this state the next one is due.
    static func interval(_ wanted: Duration, _ state: [(name: String, buffer: FloatBuffer)]) -> Duration {
        state.reduce(0) { $0 + $1.buffer.count } > largeFloats ? max(wanted, largeInterval) : wanted
    }
}

extension Checkpoint {
    /// A step as two floats of 12 bits each: exact, and no second file to keep in step.
    static func elements(ofStep step: Int) -> [Float] { [Float(step / 4096), Float(step % 4096)] }

    /// - Returns: Nil where the elements are none of a step.
    static func step(of elements: [Float]?) -> Int? {
        guard let elements, elements.count == 2, let high = Int(exactly: elements[0]), let low = Int(exactly: elements[1]) else {
            return nil
        }
        return high * 4096 + low
    }
}

/// The same for methods that keep parts: each in a folder of its own, whose name says how far it had come.
extension Checkpoint {
    private var prefix: String { identity + ".parts." }

    /// - Returns: Whether it is there.
    func saveParts(_ parts: [VersionPart], done: Int) -> Bool {
        let earlier = Folder.names(path).filter { $0.hasPrefix(prefix) }
        let folder = "\(path)/\(prefix)\(done)"
        do {
            try VersionDirectory(path: folder).write(parts)
        } catch {
            Folder.remove(folder)
            return false
        }
        for name in earlier where name != "\(prefix)\(done)" { Folder.remove("\(path)/\(name)") }
        return true
    }

    /// - Returns: Those of the folder that had come farthest and is whole; nil where there is none.
    func restoreParts() -> (parts: [VersionPart], done: Int)? {
        let reached = Folder.names(path).compactMap { $0.hasPrefix(prefix) ? Int($0.dropFirst(prefix.count)) : nil }
        for done in reached.sorted(by: >) {
            if let parts = try? VersionDirectory(path: "\(path)/\(prefix)\(done)").read() { return (parts, done) }
        }
        return nil
    }
}
