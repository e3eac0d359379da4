import FoundationEssentials
import Glibc

/// The child that a daemon trains with, seen from outside.
struct TrainerProcess: Hashable {
    let pid: pid_t

    /// The trainer (or judge) that runs now; nil between jobs.
    ///
    /// - Parameter verbs: Of the children that are meant; nil: any.
    static func find(childOf daemon: pid_t, verbs: Set<String>? = ["train", "judge"]) -> TrainerProcess? {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.lazy.compactMap { pid_t($0) }.filter { parent(of: $0) == daemon }.map(TrainerProcess.init).first { child in
            verbs.map { !$0.isDisjoint(with: child.words.dropFirst().prefix(1)) } ?? true
        }
    }

    /// What `learnd` was started with: `inspect`, `read`, `train` or `judge`, the job's directory, its bounds. Empty once it is gone.
    var words: [String] {
        guard let data = try? Data(contentsOf: URL(filePath: "/proc/\(pid)/cmdline")) else { return [] }
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    func send(_ signal: Int32) { _ = kill(pid, signal) }

    private static func parent(of pid: pid_t) -> pid_t? {
        // "pid (name) state ppid …": the name may hold anything but ends with the last parenthesis.
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return nil }
        guard let end = text.lastIndex(of: ")") else { return nil }
        let words = text[text.index(after: end)...].split(separator: " ")
        return words.count > 1 ? pid_t(words[1]) : nil
    }
}
