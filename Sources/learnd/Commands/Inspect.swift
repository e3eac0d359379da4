import ArgumentParser
import Pipeline

/// `learnd inspect ROOM`: reads files one after another, as the daemon asks for them line by line, and says what they are.
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read files as they come in (started by the daemon).", shouldDisplay: false)

    @Argument(help: "The folder where requests and answers lie.")
    var room: String

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        let requests = RequestLines()
        PulseWatch.start { StandardStream.write(Array("reading\n".utf8), to: 1) }
        let inspector = FileInspector()
        try Child.run {
            while true {
                requests.wait()
                try ReadingRoom(path: room).answerRequest(inspector) { StandardStream.write(Array("answered\n".utf8), to: 1) }
            }
        }
    }
}
