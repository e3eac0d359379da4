import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

/// What stands in rows is told to those who have the file, and to nobody else.
@Suite("Values of rows")
struct SecretsTests {
    private static let secret = "SECRET"
    private let model = try! ModelName("people")

    /// A number column, a text column, a boolean and a label; every text that could leak begins with `SECRET`, every number with 98765.
    private static func rows(_ numbers: Range<Int>, _ cell: (Int) -> String) -> String {
        numbers.map(cell).joined(separator: "\n") + "\n"
    }

    private static func first() -> String {
        "age,name,smoker,paid,label\n"
            + rows(0..<120) { "\(20 + $0 % 50),name\($0 % 5),\($0 % 3 == 0),\(100 + $0),\($0 % 50 < 25 ? "yes" : "no")" }
    }

    /// Files of every kind that is told of, each with values that must not be.
    private static let files: [(name: String, content: String)] = [
        (
            "stray.csv",
            "age,name,smoker,paid,label\n" + rows(0..<60) { "\($0 == 7 ? "SECRET-7" : "\(30 + $0)"),name1,true,\(200 + $0),yes" }
        ),
        ("numbers-as-text.csv", "age,name,smoker,paid,label\n" + rows(0..<20) { "SECRET-\($0),name1,true,5,yes" }),
        ("boolean.csv", "age,name,smoker,paid,label\n" + rows(0..<20) { "3\($0),name1,SECRET-\($0),5,no" }),
        ("new-names.csv", "age,name,smoker,paid,label\n" + rows(0..<30) { "\(40 + $0),SECRET-\($0 % 6),false,\(130 + $0),no" }),
        (
            "far.csv",
            "age,name,smoker,paid,label\n" + rows(0..<150) { "\(25 + $0 % 40),name2,true,\($0 == 4 ? "9876543219" : "\(150 + $0)"),yes" }
        ),
        ("unit.csv", "age,name,smoker,paid,label\n" + rows(0..<30) { "\(33 + $0),name3,true,\(98_765_000 + $0),no" }),
        ("quote.csv", "age,name,smoker,paid,label\n41,\"SECRET-Q,true,5,yes\n"),
        ("fields.csv", "age,name,smoker,paid,label\n" + rows(0..<20) { "\(30 + $0),SECRET-\($0),true,5,yes,no" }),
        ("headerless.csv", rows(0..<20) { "SECRET-\($0),98765\($0),SECRET,1.5,SECRET" }),
        ("preamble.csv", "report of SECRET-P\n\n\(first())"),
        ("broken.jsonl", "{\"age\": SECRET-J, \"label\": \"yes\"}\n"),
        ("bare.jsonl", rows(0..<20) { "{\"age\":\"SECRET-\($0)\",\"name\":\"a\",\"smoker\":true,\"paid\":1,\"label\":\"yes\"}" }),
        ("damaged.json", "[{\"age\": 1, \"name\": \"SECRET\", SECRET}]"),
        ("styled.csv", "age,name,smoker,paid,label\n" + rows(0..<30) { "\(30 + $0),name4,true,\"9,876,5\(10 + $0)\",yes" }),
        ("nul.csv", "age,name,smoker,paid,label\n31,SEC\u{0}RET,true,5,yes\n"),
    ]

    @Test(
        "stand in rejected/ and nowhere else: not in the log at any level, not in status, batches, events, metrics or a child's environment"
    )
    func withheld() async throws {
        try await DaemonUnderTest.with(["log.level=trace"]) { daemon in
            let events = try EventReader(socket: daemon.folder.predictSocket)
            try await daemon.learn(Self.first(), as: "first.csv", model: model)
            for (name, content) in Self.files { try daemon.put(content, as: name, model: model) }
            // First files, in which more is remarked.
            for (number, file) in Self.files.enumerated() {
                try daemon.put(file.content, as: "f-" + file.name, model: try ModelName("m\(number)"))
            }
            // A regression, and a label that is missing.
            let amounts = "a,label\n" + Self.rows(0..<60) { "\($0 * 3 % 17),\($0 == 9 ? "SECRET-9" : "\($0 * 7 % 31).5")" }
            try daemon.put(amounts, as: "amounts.csv", model: try ModelName("amounts"))
            let batches = try await Patience.wait(for: "all files to be recorded and learned", atMost: .seconds(120)) {
                let batches = try await daemon.client.batches(limit: 1_000).batches
                let isDone = batches.count == 2 * Self.files.count + 2 && !batches.contains { [.waiting, .training].contains($0.state) }
                return isDone ? batches : nil
            }
            #expect(batches.count { $0.state == .refused } >= 8)
            _ = try? await daemon.learnctl("relearn", "people")

            var told: [(String, String)] = []
            for path in [
                "/v1/status", "/v1/models", "/v1/batches?limit=1000", "/v1/models/people", "/v1/models/people/versions", "/metrics",
                "/v2/models/people",
            ] {
                told.append((path, try await daemon.predictSocket.get(path).text))
                told.append(("admin \(path)", try await daemon.adminSocket.get(path).text))
            }
            #expect(told[4].1.contains("numbers-as-text.csv"))
            told.append(("events", events.text))
            #expect(events.text.contains("numbers-as-text.csv"))
            await daemon.stop()
            let log = try String(contentsOfFile: daemon.folder.log, encoding: .utf8)
            #expect(log.contains("numbers-as-text.csv"))
            told.append(("log", log))
            for (place, text) in told {
                // A file whose first line is a row names its columns so: names are told.
                let lines = text.split(whereSeparator: { $0 == "\n" || $0 == "}" }).filter {
                    !$0.contains("headerless.csv") && !$0.contains("\"m8\"")
                }
                for word in [Self.secret, "SEC\u{0}", "98765", "9,876,5", "9876510"] {
                    let leaks = lines.filter { $0.contains(word) }
                    #expect(leaks.isEmpty, "\(place) tells '\(word)': \(leaks.prefix(2))")
                }
                #expect(!text.unicodeScalars.contains { $0.value == 0xFDD0 || $0.value == 0xFDD1 }, "\(place) shows marks")
            }
            let reason = try String(
                contentsOfFile: "\(daemon.folder.state)/rejected/people/numbers-as-text.csv.reason.txt",
                encoding: .utf8
            )
            #expect(reason.contains("SECRET-0"), "\(reason)")
            #expect(!reason.unicodeScalars.contains { $0.value == 0xFDD0 })
        }
    }

    /// Reads `/v1/events` on a thread of its own.
    private final class EventReader: Sendable {
        private let program: RunningProgram
        private let path: String

        init(socket: String) throws {
            path = socket + ".events"
            program = try RunningProgram(
                ["/usr/bin/curl", "-sN", "--unix-socket", socket, "http://l/v1/events"],
                environment: [:],
                output: path,
                errors: path + ".err"
            )
        }

        deinit { program.send(SIGKILL) }

        var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
    }
}
