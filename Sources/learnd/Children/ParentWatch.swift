import Glibc

/// Ends this process when its parent is gone: standard input is a pipe whose other end only the daemon holds.
///
/// Not PR_SET_PDEATHSIG: that follows the thread which spawned, not the daemon.
enum ParentWatch {
    /// The exit code of a child that its parent left.
    static let orphaned: Int32 = 75

    static func start() {
        var thread = pthread_t()
        let failure = pthread_create(
            &thread,
            nil,
            { _ in
                var byte: UInt8 = 0
                while true {
                    let count = read(0, &byte, 1)
                    if count == 0 || (count < 0 && errno != EINTR) { _exit(ParentWatch.orphaned) }
                }
            },
            nil
        )
        precondition(failure == 0, "no thread to watch the parent: \(String(cString: strerror(failure)))")
        pthread_detach(thread)
    }
}
