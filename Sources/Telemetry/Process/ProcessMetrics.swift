import Glibc

/// What every Prometheus client tells of its process, under the names that dashboards expect.
public enum ProcessMetrics {
    public static func register(in registry: MetricsRegistry) {
        registry.collect("process_cpu_seconds_total", help: "User and system CPU time in seconds.", kind: .counter) {
            var usage = rusage()
            guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return [] }
            return [Sample([:], seconds(usage.ru_utime) + seconds(usage.ru_stime))]
        }
        registry.collect("process_resident_memory_bytes", help: "Resident memory in bytes.", kind: .gauge) {
            pages(field: 1).map { [Sample([:], Double($0) * Double(sysconf(Int32(_SC_PAGESIZE))))] } ?? []
        }
        registry.collect("process_open_fds", help: "Open file descriptors.", kind: .gauge) {
            openDescriptors().map { [Sample([:], Double($0))] } ?? []
        }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let start = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        registry.collect("process_start_time_seconds", help: "Start of the process, in seconds since 1970.", kind: .gauge) {
            [Sample([:], start)]
        }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// A field of `/proc/self/statm`, in pages.
    private static func pages(field: Int) -> Int? {
        guard let file = fopen("/proc/self/statm", "re") else { return nil }
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 256)
        let count = fread(&line, 1, line.count, file)
        let fields = line[..<count].split(separator: UInt8(ascii: " "))
        return fields.count > field ? Int(String(decoding: fields[field], as: UTF8.self)) : nil
    }

    private static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = -3  // `.`, `..` and the folder's own descriptor.
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
