import FoundationEssentials

/// How often the kernel has killed for want of memory: here the one sign that tells such a SIGKILL from one that somebody sent.
enum OutOfMemoryKills {
    /// The count of the whole machine (`/proc/vmstat`) and of our own control group; 0 where neither can be read.
    static func count() -> Int {
        (value(of: "oom_kill", in: "/proc/vmstat") ?? 0) + (ownGroup.flatMap { value(of: "oom_kill", in: $0) } ?? 0)
    }

    private static let ownGroup: String? = {
        guard let text = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("0::") }
        return line.map { "/sys/fs/cgroup\($0.dropFirst(3))/memory.events" }
    }()

    private static func value(of key: String, in path: String) -> Int? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(key) ") }
        return line.flatMap { Int($0.dropFirst(key.count + 1)) }
    }
}
