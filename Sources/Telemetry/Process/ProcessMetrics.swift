import Glibc

/// What every Prometheus client tells of its process, under the names that dashboards expect. Of this process: a child that trains has its own.
public enum ProcessMetrics {
    /// Adds the metrics named `process_…`; each is read from the kernel at every scrape, and left out where the kernel does not tell.
    public static func register(in registry: MetricsRegistry) {
        registry.collect("process_cpu_seconds_total", help: "User and system CPU time in seconds.", kind: .counter) {
            var usage = rusage()
            guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return [] }
            return [Sample([:], seconds(usage.ru_utime) + seconds(usage.ru_stime))]
        }
        registry.collect("process_resident_memory_bytes", help: "Resident memory in bytes.", kind: .gauge) {
            pages(field: 1).map { [Sample([:], Double($0) * Double(sysconf(Int32(_SC_PAGESIZE))))] } ?? []
        }
        registry.collect("process_virtual_memory_bytes", help: "Virtual memory in bytes.", kind: .gauge) {
            pages(field: 0).map { [Sample([:], Double($0) * Double(sysconf(Int32(_SC_PAGESIZE))))] } ?? []
        }
        registry.collect("process_open_fds", help: "Open file descriptors.", kind: .gauge) {
            openDescriptors().map { [Sample([:], Double($0))] } ?? []
        }
        registry.collect("process_max_fds", help: "Most open file descriptors.", kind: .gauge) {
            var limit = rlimit()
            guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return [] }
            return [Sample([:], limit.rlim_cur == .max ? .infinity : Double(limit.rlim_cur))]
        }
        let start = startTime() ?? seconds(CLOCK_REALTIME)
        registry.collect("process_start_time_seconds", help: "Start of the process, in seconds since 1970.", kind: .gauge) {
            [Sample([:], start)]
        }
    }

    private static func seconds(_ clock: clockid_t) -> Double {
        var now = timespec()
        clock_gettime(clock, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }

    /// The 22nd field of `/proc/self/stat` is the start, in ticks since the machine's. The name, which may hold anything, stands in parentheses.
    private static func startTime() -> Double? {
        guard let line = contents("/proc/self/stat"), let name = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = line[(name + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 19, let ticks = Double(String(decoding: fields[19], as: UTF8.self)) else { return nil }
        return seconds(CLOCK_REALTIME) - seconds(CLOCK_BOOTTIME) + ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }

    /// A field of `/proc/self/statm`, in pages.
    private static func pages(field: Int) -> Int? {
        guard let fields = contents("/proc/self/statm")?.split(separator: UInt8(ascii: " ")), fields.count > field else { return nil }
        return Int(String(decoding: fields[field], as: UTF8.self))
    }

    /// Of a file of one line.
    private static func contents(_ path: String) -> ArraySlice<UInt8>? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var line = [UInt8](repeating: 0, count: 1024)
        let count = fread(&line, 1, line.count, file)
        return line[..<count]
    }

    private static func openDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = -3  // `.`, `..` and the folder's own descriptor.
        while readdir(folder) != nil { count += 1 }
        return count
    }
}
