import Glibc

/// What a process's mapping of a file costs, of `/proc/<pid>/smaps` (proc(5)), in kB by name; and what a process has of its own.
struct MappingUsage {
    private(set) var kilobytes: [String: Int] = [:]

    init(_ process: pid_t, _ path: String) {
        var isMeant = false
        for line in Self.lines("/proc/\(process)/smaps") {
            let words = line.split(separator: " ")
            if words.count == 3, words[2] == "kB", words[0].hasSuffix(":") {
                if isMeant { kilobytes[String(words[0].dropLast()), default: 0] += Int(words[1]) ?? 0 }
            } else if line.contains("-") {
                isMeant = line.hasSuffix(path)
            }
        }
    }

    subscript(name: String) -> Int { kilobytes[name] ?? -1 }

    /// Anonymous memory of this process that is resident now.
    static var ownKilobytes: Int { status("RssAnon") }

    private static func status(_ name: String) -> Int {
        let line = lines("/proc/self/status").first { $0.hasPrefix(name + ":") }
        return line.flatMap { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } } ?? -1
    }

    private static func lines(_ path: String) -> [Substring] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
