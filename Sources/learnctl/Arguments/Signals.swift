import Dispatch
import Glibc
import LearnCommands

/// Ctrl-C, SIGTERM and a terminal that closes, for the verbs that have something to clear away or to say.
enum Signals {
    /// From now on such a signal ends the process with 128 + its number, after what the verb left to do.
    static func end(with interruption: Interruption, _ console: Console) {
        for number in [SIGINT, SIGTERM, SIGHUP] {
            let before = signal(number, SIG_IGN)
            // Whoever started the command has it ignore the signal, as nohup does.
            if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                // A source that nobody keeps ends: its own handler does.
                _ = source
                let remark = interruption.end()
                console.endProgress()
                if let remark { console.remark(remark) }
                _exit(128 + number)
            }
            source.resume()
        }
    }
}
