import LearnAPI

/// The daemon's status in words.
enum StatusWords {
    static func lines(_ status: StatusResponse, width: Int?) -> [String] {
        var facts = Facts()
        facts.add("learnd", "\(status.version), pid \(status.pid), since \(ModelWords.time(status.startedAt)) UTC")
        facts.add("doing", status.doing)
        facts.add("inbox", status.inbox)
        facts.add("intake", status.intakeStopped.map { "stopped: \($0)" })
        for file in status.waitingFiles ?? [] { facts.add("waits", file) }
        for file in status.misplacedFiles ?? [] { facts.add("rejected", file) }
        let (free, floor) = (Amounts.bytes(status.freeBytes), Amounts.bytes(status.floorBytes))
        facts.add("free", "\(free) (no file is accepted when less than \(floor) is free)")
        return facts.lines(fitting: width) + [""] + ModelWords.table(status.models, width: width)
    }
}
