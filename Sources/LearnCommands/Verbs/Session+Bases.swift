import Domain
import Glibc
import LearnAPI

/// The verbs over pretrained bases.
extension Session {
    /// Has a base checked and kept, and prints what it is.
    ///
    /// - Parameter path: A folder, zip or wheel; a relative one counts from the working folder.
    public func addBase(_ path: String, name: String?) async throws {
        let absolute = realpath(path, nil).map { resolved in
            defer { free(resolved) }
            return String(cString: resolved)
        }
        guard let absolute else {
            throw Refusal(.invalid, what: "cannot be read: \(String(cString: strerror(errno)))", at: path, fix: "check the path")
        }
        try show(try await client.addBase(absolute, name: name)) { answer in
            let base = answer.base
            return [
                "\(base.name ?? base.digest.short) \(answer.added ? "added" : "was there already"): \(Self.words(base)), \(base.digest)",
                answer.loaded.map { "\($0.map(\.text).joined(separator: ", ")): answers again" }
                    ?? "new models of texts read them with it; a model that is there: learnctl relearn MODEL",
            ].map(\.printable)
        }
    }

    /// Prints every base and the models that read texts with it.
    public func bases() async throws {
        try show(try await client.bases()) { answer in
            guard !answer.bases.isEmpty else { return ["no bases; add one with 'learnctl base add DIR', or run 'make base'"] }
            return answer.bases.map { base in
                let models = base.models.isEmpty ? "no model" : base.models.map(\.text).joined(separator: ", ")
                let what = base.fault ?? Self.words(base)
                return "\(base.digest.short)  \(base.name ?? "?")  \(what)  read by \(models)".printable
            }
        }
    }

    /// Takes a base away that no version needs.
    public func removeBase(_ base: String) async throws {
        try show(try await client.removeBase(base)) { ["base \($0.digest.short) removed"] }
    }

    private static func words(_ base: BaseSummary) -> String {
        [
            base.architecture, base.layers.map { "\($0) layers" }, base.width.map { "width \($0)" },
            base.longestText.map { "texts of up to \($0) tokens" },
        ]
        .compactMap(\.self).joined(separator: ", ")
    }
}
