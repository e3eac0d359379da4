import Glibc

/// The kernel's coarse clock for change times, read where it is written.
enum Tick {
    static func wait(in folder: String) throws {
        let before = now(in: folder)
        while now(in: folder) == before {}
    }

    private static func now(in folder: String) -> Int64 {
        // Tests run side by side, in one folder.
        let probe = folder + "/.tick-probe-\(UInt64.random(in: .min ... .max))"
        close(open(probe, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600))
        defer { unlink(probe) }
        var status = stat()
        precondition(lstat(probe, &status) == 0, "no probe in \(folder)")
        return Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }
}
