import Glibc

/// This process, and users by name.
public enum ProcessIdentity {
    static var pid: Int32 { getpid() }

    /// This very program, to be started again with another verb: what runs, though another release may lie at its path by now.
    public static let image = "/proc/self/exe"

    static func userName(_ uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else { return nil }
        return String(cString: name)
    }
}
