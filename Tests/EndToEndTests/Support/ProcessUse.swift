import FoundationEssentials
import Glibc

/// What a running process holds, as the kernel counts it.
struct ProcessUse: Sendable {
    let residentKiB: Int
    /// What each descriptor leads to.
    let files: [String]
    let threads: Int

    var descriptors: Int { files.count }

    init(of pid: pid_t) throws {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n")
        func number(_ name: String) throws -> Int {
            guard let line = status.first(where: { $0.hasPrefix(name + ":") }),
                let value = line.dropFirst(name.count + 1).split(whereSeparator: { $0 == " " || $0 == "\t" }).first.flatMap({ Int($0) })
            else { throw TestFailure("/proc/\(pid)/status says nothing of \(name)") }
            return value
        }
        residentKiB = try number("VmRSS")
        threads = try number("Threads")
        let folder = "/proc/\(pid)/fd"
        files = try FileManager.default.contentsOfDirectory(atPath: folder).map {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) ?? "closed meanwhile"
        }.sorted()
    }
}
