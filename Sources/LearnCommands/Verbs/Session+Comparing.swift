import Domain
import LearnAPI

extension Session {
    /// `compare`: what a model's files come to by several methods.
    ///
    /// - Parameter methods: None: those that `auto` chooses from.
    public func compare(_ model: ModelName, methods: [String]) async throws {
        console.progress("comparing methods on the files of \(model)")
        let answer = try await client.compare(model, methods: methods.isEmpty ? nil : methods)
        console.endProgress()
        try show(answer, CompareWords.lines)
    }
}
