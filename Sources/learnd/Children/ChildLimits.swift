import ArgumentParser
import CLinux
import Glibc

/// The bounds that a child puts on itself before it works: handed down by the daemon on the command line.
struct ChildLimits: ParsableArguments {
    @Option(help: "Niceness, 0 to 19.")
    var nice = 10

    @Option(help: "Most bytes of memory the process may allocate; 0 for no bound.")
    var memory = 0

    @Option(help: "The process's oom_score_adj, 0 to 1000: higher is killed first.")
    var oomScore = 500

    /// Each bound that the system does not grant is left out with a line on standard error: a child that is less polite still does its work.
    func apply() {
        // Started as `/proc/self/exe`, it would be called by that.
        _ = learnd_set_thread_name("learnd")
        if setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(nice)) != 0 { complain("nice \(nice)") }
        if memory > 0 {
            var limit = rlimit(rlim_cur: rlim_t(memory), rlim_max: rlim_t(memory))
            if setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) != 0 { complain("a memory bound of \(memory) bytes") }
        }
        let score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)
        let text = Array("\(oomScore)".utf8)
        if score < 0 || write(score, text, text.count) < 0 { complain("oom_score_adj \(oomScore)") }
        if score >= 0 { close(score) }
    }

    private func complain(_ what: String) {
        let line = "learnd: not granted: \(what): \(String(cString: strerror(errno)))\n"
        line.utf8.withContiguousStorageIfAvailable { _ = write(2, $0.baseAddress, $0.count) }
    }
}
