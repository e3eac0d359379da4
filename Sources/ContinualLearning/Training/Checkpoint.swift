import Domain
import Files
import Hashing
import Models
import Tensors

/// Where an attempt had come to, so that the next one goes on from there to the same bytes.
struct Checkpoint {
    private let path: String
    private let identity: String

    /// - Parameter job: A checkpoint of another derivation is not read.
    init(_ path: String, job: Derivation) {
        self.path = path
        identity = CanonicalJSON.digest(of: job).short
    }

    private var file: String { "\(path)/\(identity).safetensors" }

    /// - Returns: Whether it is there; a disk that is full costs the checkpoint, not the job.
    func save(_ trainer: ModelTrainer, step: Int) -> Bool {
        let tensors = trainer.state.map { ($0.name, Tensor(shape: [$0.elements.count], elements: $0.elements)) }
        // The step as two floats of 12 bits each: exact, and no second file to keep in step.
        let number = ("step", Tensor(shape: [2], elements: [Float(step / 4096), Float(step % 4096)]))
        do {
            try Folder.make(path)
            try SealedFile.write(Safetensors.encode(tensors + [number]), to: file)
            return true
        } catch {
            return false
        }
    }

    /// - Parameter steps: Of the whole job.
    /// - Returns: Steps done: 0 where there is no checkpoint, or none that is what was written: half-trained weights that pass for trained ones would
    ///   serve.
    func restore(_ trainer: ModelTrainer, steps: Int) -> Int {
        guard let bytes = try? SealedFile.read(file), let tensors = try? Safetensors.decode(bytes) else { return 0 }
        let state = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor.elements) })
        guard let step = state["step"], step.count == 2, let high = Int(exactly: step[0]), let low = Int(exactly: step[1]),
            case let done = high * 4096 + low, (0...steps).contains(done), trainer.restore(state)
        else { return 0 }
        return done
    }
}
