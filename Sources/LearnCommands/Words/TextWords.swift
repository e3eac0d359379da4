import Domain
import LearnAPI

/// How a model reads its texts, and the next step where something reads them better.
enum TextWords {
    static func lines(_ texts: TextsDescription, _ model: ModelName) -> String {
        if let base = texts.base {
            if let fault = texts.fault { return "read with the base \(base.short): \(fault)" }
            let refined = texts.moved == nil ? "" : ", refined"
            return "read with \(texts.name ?? "a base") (\(base.short))\(refined), up to \(texts.tokens ?? 0) tokens of each"
        }
        return "read by hashed words; \(nextStep(texts, model) ?? "")"
    }

    /// What has its texts understood better; nil: a base reads them.
    static func nextStep(_ texts: TextsDescription, _ model: ModelName) -> String? {
        guard texts.base == nil else { return nil }
        if let better = texts.better { return "'learnctl relearn \(model)' has them read with \(better)" }
        return "a pretrained encoder understands more: 'make base' (installed: 'learnctl base add DIR'), then 'learnctl relearn \(model)'"
    }
}
