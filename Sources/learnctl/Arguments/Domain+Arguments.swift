import ArgumentParser
import Domain
import Reading

extension BatchID: ExpressibleByArgument {}
extension VersionNumber: ExpressibleByArgument {}
extension BatchState: ExpressibleByArgument {}
extension RowFile.Format: ExpressibleByArgument {}

extension CompletionKind {
    /// The names of the daemon's models.
    static var models: CompletionKind { .shellCommand("learnctl models --names 2>/dev/null") }
}

extension ModelName {
    /// For `transform:`, so that a bad name is refused with its reason.
    static func parse(_ text: String) throws -> ModelName { try ModelName(text) }
}
