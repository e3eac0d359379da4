import Domain
import Hashing

/// Answers of the daemon, as docs/api.md shows them.
enum Bodies {
    static func batch(_ id: Int, _ state: String, sha256: String? = nil, extra: String = "") -> String {
        let digest = sha256.map { #""sha256":"\#($0)","# } ?? ""
        return #"{"id":\#(id),"model":"iris","file":"day\#(id).csv",\#(digest)"bytes":120,"rows":30,"refused_rows":0,"warnings":[],"#
            + #""state":"\#(state)","received_at":"2026-11-23T02:00:00Z"\#(extra)}"#
    }

    static func summary(serving: Int? = 2, paused: String? = nil, batches: String = #"{"learned":2}"#, name: String = "iris") -> String {
        let number = serving.map { #","serving":\#($0),"head":\#($0)"# } ?? ""
        let held =
            paused.map { #","paused":{"reason":"\#($0)","since":"2026-11-23T02:00:00Z","by":{"uid":0,"pid":1,"user":"root"}}"# } ?? ""
        return #"{"name":"\#(name)","task":"classification","versions":2,"batches":\#(batches)\#(number)\#(held)}"#
    }

    static func model(_ summary: String = summary()) -> String {
        #"{"model":\#(summary),"schema":{"columns":[{"name":"petal_length","kind":"numeric"},{"name":"code","kind":"categorical"},"#
            + #"{"name":"wet","kind":"boolean"}],"label":"species","task":"classification","classes":["a","b"]},"#
            + #""specification":\#(specification)}"#
    }

    /// A model with columns of these kinds.
    static func model(columns: [(name: String, kind: String)]) -> String {
        let columns = columns.map { #"{"name":"\#($0.name)","kind":"\#($0.kind)"}"# }.joined(separator: ",")
        return #"{"model":\#(summary()),"schema":{"columns":[\#(columns)],"label":"intent","task":"classification","classes":["a","b"]},"#
            + #""specification":\#(specification)}"#
    }

    static func imageModel() -> String {
        #"{"model":\#(summary()),"schema":{"columns":[{"name":"image","kind":"image","image":"28x28x1"}],"label":"label","#
            + #""task":"classification","classes":["a","b"]},"specification":\#(specification)}"#
    }

    static func status(models: String, inbox: String = "/inbox", freeBytes: Int = 50_000_000_000, stopped: String? = nil) -> String {
        let intake = stopped.map { #","intake_stopped":"\#($0)""# } ?? ""
        return #"{"version":"0.1.0","pid":42,"started_at":"2026-11-23T01:00:00.123Z","doing":"nothing to do","socket":"admin","#
            + #""inbox":"\#(inbox)","rejected":"/rejected","free_bytes":\#(freeBytes),"floor_bytes":1000000000,"models":[\#(models)]\#(intake)}"#
    }

    static func version(
        _ number: Int,
        state: String = "accepted",
        serving: Bool = false,
        scores: [(batch: Int, value: Double)],
        file: String = "learned"
    ) -> String {
        let files = scores.map { #"{"batch":\#($0.batch),"file":"day\#($0.batch).csv","rows":36,"value":\#($0.value),"best":1}"# }
        let mean = scores.reduce(0) { $0 + $1.value } / Double(max(scores.count, 1))
        let parent = number > 1 ? #""parent":\#(number - 1),"# : ""
        return
            #"{"number":\#(number),"digest":"\#(String(repeating: "ab", count: 32))",\#(parent)"state":"\#(state)","serving":\#(serving),"#
            + #""has_served":true,"created_at":"2026-11-23T02:00:00Z","files":[{"batch":\#(number),"file":"day\#(number).csv","rows":300,"state":"\#(file)"}],"#
            + #""bytes":1234567,"evaluation":{"metric":"accuracy","all":{"rows":\#(36 * scores.count),"value":\#(mean)},"#
            + #""files":[\#(files.joined(separator: ","))],"classes":[]\#(number > 1 ? #","forgetting":0.0125,"forgetting_rows":36"# : "")}}"#
    }

    static let versions =
        #"{"model":"iris","serving":2,"versions":["# + version(1, scores: [(1, 1)]) + ","
        + version(2, serving: true, scores: [(1, 0.972), (2, 0.5)]) + "]}"

    static func refusal(_ kind: String, _ what: String, at place: String? = nil) -> String {
        #"{"error":{"kind":"\#(kind)","what":"\#(what)"\#(place.map { #","where":"\#($0)""# } ?? "")}}"#
    }

    private static let specification = String(
        decoding: (try? CanonicalJSON.encode(ModelSpecification(memory: MemorySpecification(capacity: 200)))) ?? [],
        as: UTF8.self
    )
}
