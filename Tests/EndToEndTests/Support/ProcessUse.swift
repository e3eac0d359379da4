import FoundationEssentials
import Glibc

/// What a running process holds, as the kernel counts it.
struct ProcessUse: Sendable {
    let residentKiB: Int
    let descriptors: Int
    let threads: Int

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
        descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
    }
}
