import Domain
import Hashing
import Inbox
import Logging
import Registry
import Rows

/// How files that were taken are read, and how they leave.
extension IntakeStage {
    /// What came of taking some files, those that were taken read under their models' schemas; in their order.
    func read(_ outcomes: [TakeOutcome], _ specifications: Specifications) throws -> [FileReading] {
        var taken: [TakenFile] = []
        // Nil for those that are still to be read.
        var readings: [FileReading?] = []
        for outcome in outcomes {
            switch outcome {
            case .taken(let file):
                taken.append(file)
                readings.append(nil)
            case .refused(let file, let refusal): readings.append(FileReading(file: file, outcome: .failure(refusal)))
            case .changing(let file): remark(.info, "still being written, looked at again later", ["file": "\(file.name)"])
            case .stuck(let file, let refusal): remark(.error, "\(refusal)", ["file": "\(file.name)"])
            case .vanished(let file): remark(.info, "gone before it was taken", ["file": "\(file.name)"])
            }
        }
        var read = try read(taken, specifications)[...]
        return readings.compactMap { $0 ?? read.popFirst() }
    }

    private func read(_ files: [TakenFile], _ specifications: Specifications) throws -> [FileReading] {
        guard !files.isEmpty else { return [] }
        let what = files.count == 1 ? "reading \(files[0].originalName) of '\(files[0].model)'" : "reading \(files.count) files"
        let limit = reader.children.silence
        working(on: what, within: limit)
        let readings = try reader.read(files, schema: { schemas[$0] }, specification: { specifications[$0] }) {
            working(on: what, within: limit)
        }
        return try readings.map { reading in
            guard case .success(var content) = reading.outcome else { return reading }
            if !content.refused.isEmpty { content.say(try rejected.writeRows(content.refused, of: reading.file)) }
            // The model's next files are read under what its first one told.
            let model = reading.file.model
            if schemas[model] == nil || content.extendedSchema != nil {
                schemas[model] = try CanonicalJSON.decode(Schema.self, from: content.schema)
            }
            return FileReading(file: reading.file, outcome: .success(content))
        }
    }

    /// After the transaction: the file leaves `.taking/`, to nowhere or to `rejected/`.
    func finish(_ reading: FileReading, _ result: IntakeResult) throws {
        switch reading.outcome {
        case .success(let content):
            if result.batch.state == .duplicate, let list = content.list, list.isNew { try list.remove() }
            try taker.finish([reading.file])
        case .failure(let refusal):
            try rejected.reject(reading.file, reason: refusal)
        }
        guard result.isNew else { return }
        events.publish(.batch(result.batch, ofModel: result.hasModel))
        let metadata: Logger.Metadata = ["model": "\(reading.file.model)", "batch": "\(result.batch.id)"]
        switch reading.outcome {
        case .success: logger.info("\(reading.summary(result))", metadata: metadata)
        case .failure: remark(.info, "\(reading.summary(result))", metadata)
        }
    }
}
