import ContinualLearning
import Domain
import Files
import Glibc
import Hashing
import Lineages
import Models
import Reading
import RowSamples
import Rows
import Testing

/// Files that people really have, and that came out wrong (Tests/Cases): read, learned and asked as the daemon does it.
@Suite("Files as people have them")
struct CasesTests {
    static let folder = String(#filePath.dropLast("ContinualLearningTests/CasesTests.swift".utf8.count)) + "Cases/"

    static func read(_ name: String, schema: Schema? = nil) throws -> (result: ReadResult, digest: Digest) {
        let path = folder + name
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Refusal(.notFound, what: String(cString: strerror(errno)), at: path) }
        defer { close(descriptor) }
        return (
            try ExampleReader().read(fileDescriptor: descriptor, name: name, schema: schema), SHA256.hash(try WholeFile.read(path))
        )
    }

    /// A model that learned the table, as its first file, and the gate's word on it.
    static func learned(_ table: ExampleTable, batch: Digest) throws -> (predictor: any Predictor, judgement: Judgement) {
        var lineage = try Lineage(ModelSpecification())
        defer { lineage.remove() }
        let judgement = try lineage.learn(RowSet(table: table, batch: batch))
        return (try #require(try lineage.predictor(), "it serves: \(judgement.reasons)"), judgement)
    }

    static func answers(_ predictor: any Predictor, _ table: ExampleTable) -> [String] {
        guard case .classes(let names) = predictor.outputs else { return [] }
        let outputs = predictor.predict(table)
        return (0..<table.rowCount).map { row in
            let scores = outputs[row * names.count..<(row + 1) * names.count]
            return names[scores.indices.max { scores[$0] < scores[$1] }! - scores.startIndex]
        }
    }

    static func accuracy(_ predictor: any Predictor, _ table: ExampleTable) -> Double {
        let right = zip(answers(predictor, table), table.labelTexts).count { $0 == $1 }
        return Double(right) / Double(table.rowCount)
    }

    @Test("rows that share all features count as often as they come, in any order", arguments: 0..<8)
    func repeated(seed: Int) throws {
        var (result, digest) = try Self.read("01-repeated-rows/boat-1.csv")
        #expect(result.table.schema.repeated == .count)
        #expect(result.table.schema.isCoarse == true)
        var random = RandomSource(seed: UInt64(seed))
        if seed > 0 {
            result.table = result.table.picking(Array(0..<result.table.rowCount).shuffled(using: &random))
            digest = SHA256.hash("boat \(seed)")
        }
        let (predictor, _) = try Self.learned(result.table, batch: digest)
        // The best that these two columns allow is 0.788.
        #expect(Self.accuracy(predictor, result.table) >= 0.778)
        guard case .classes(let names) = predictor.outputs else { return }
        let rows = (0..<result.table.rowCount).filter {
            result.table.texts("berth")[$0] == "third" && result.table.texts("who")[$0] == "woman"
        }
        let saved = Double(rows.count { result.table.labelTexts[$0] == "rescued" }) / Double(rows.count)
        let said = predictor.predict(result.table.picking([rows[0]]))[try #require(names.firstIndex(of: "rescued"))]
        #expect(abs(Double(said) - saved) < 0.05, "\(said), \(saved)")
    }

    @Test("numbers to predict are the mean where rows share all features")
    func machines() throws {
        let (result, digest) = try Self.read("01-repeated-rows/machines.csv")
        let (predictor, _) = try Self.learned(result.table, batch: digest)
        let answers = predictor.predict(result.table)
        for (machine, mean) in [("m1", 10.0), ("m2", 20), ("m3", 30)] {
            let row = try #require(result.table.texts("machine").firstIndex(of: machine))
            #expect(abs(Double(answers[row]) - mean) < 2, "\(machine): \(answers[row])")
        }
    }

    @Test(
        "one number far out does not ruin its column",
        arguments: ["clean-empty-instead", "day1", "day2", "mild", "mild2", "one-in-400", "sentinel-999"]
    )
    func extreme(name: String) throws {
        let (result, digest) = try Self.read("02-one-extreme-number/\(name).csv")
        let (predictor, _) = try Self.learned(result.table, batch: digest)
        // Fresh rows of the same two classes, from the other clean file.
        let fresh = try Self.read("02-one-extreme-number/\(name == "day1" ? "mild" : "day1").csv", schema: result.table.schema).result.table
        #expect(Self.accuracy(predictor, fresh) >= 0.95)
        let isClean = name == "day1" || name == "clean-empty-instead"
        if name != "sentinel-999" { #expect(result.warnings.contains { $0.contains("far outside the others") } != isClean) }
    }

    @Test(
        "a stray cell does not change a column's kind",
        arguments: ["clean-nan", "tok-None", "tok-_N_A", "tok-dash", "tok-dot", "tok-unknown", "total"]
    )
    func stray(name: String) throws {
        let (result, digest) = try Self.read("03-one-stray-token/\(name).csv")
        #expect(result.table.schema.columns.allSatisfy { $0.kind == .numeric })
        #expect(result.warnings.contains { $0.contains("treated as missing") } == ["tok-dash", "tok-unknown"].contains(name))
        let (predictor, _) = try Self.learned(result.table, batch: digest)
        #expect(Self.accuracy(predictor, result.table) >= 0.9)
    }

    @Test("decimal commas are numbers")
    func decimalCommas() throws {
        let (result, digest) = try Self.read("04-decimal-comma/decimal.csv")
        #expect(result.table.schema.columns.map(\.kind) == [.numeric, .numeric])
        #expect(Self.accuracy(try Self.learned(result.table, batch: digest).predictor, result.table) >= 0.9)
    }

    @Test(
        "the label is the column that was meant, and a guess is said to be one",
        arguments: [("accel", "activity", 0.9), ("pass", "Survived", 0), ("id-last", "activity", 0.9)] as [(String, String, Double)]
    )
    func label(name: String, label: String, accuracy: Double) throws {
        let (result, digest) = try Self.read("05-which-column-is-the-label/\(name).csv")
        #expect(result.table.schema.label == label)
        #expect(result.notes.first?.hasPrefix("label: \(label) (") == true && result.notes.first?.contains("), 2 classes (") == true)
        #expect(result.warnings.contains { $0.contains("was guessed as the label") } == (name == "id-last"))
        if accuracy > 0 { #expect(Self.accuracy(try Self.learned(result.table, batch: digest).predictor, result.table) >= accuracy) }
    }

    @Test("many whole numbers are a number, and said to be taken for one")
    func minutes() throws {
        let (result, digest) = try Self.read("06-integers-to-predict/minutes.csv")
        #expect(result.table.schema.task == .regression)
        #expect(result.warnings.contains { $0.contains("set models.MODEL.task: classification") })
        let judgement = try Self.learned(result.table, batch: digest).judgement
        #expect(judgement.evaluation.all.value > 0.9)
    }

    @Test("spellings of a class that differ in case alone are one class, in later files too")
    func spellings() throws {
        var lineage = try Lineage(ModelSpecification())
        defer { lineage.remove() }
        var schema: Schema?
        for name in ["lab-1.csv", "lab-2.csv", "lab-3.jsonl", "lab-4.csv"] {
            let (result, digest) = try Self.read("08-labels-spelt-otherwise/\(name)", schema: schema)
            schema = result.table.schema
            let judgement = try lineage.learn(RowSet(table: result.table, batch: digest))
            #expect(judgement.passed, "\(name): \(judgement.reasons)")
        }
        #expect(try lineage.predictor()?.outputs == .classes(["False", "True"]))
        #expect(lineage.judgements.last?.evaluation.byClass.count == 2)
    }

    @Test(
        "codes stay as they are written",
        arguments: [("codes", ["1E2", "2E3", "3A2", "4D7", "9E1"]), ("zero", ["007", "07", "7", "8"]), ("zip", ["east", "mid", "west"])]
    )
    func codes(name: String, classes: [String]) throws {
        let (result, _) = try Self.read("09-codes-as-labels/\(name).csv")
        #expect(Set(result.table.labelTexts).sorted() == classes)
        if name == "zip" {
            #expect(result.table.kind("zip") == .categorical)
            #expect(result.table.texts("zip").contains("02139"))
            #expect(result.warnings.contains { $0.contains("column 'zip' contains numbers with leading zeros") })
        }
    }
}

/// Files as other programs leave them, which are learned as they were meant.
extension CasesTests {
    @Test(
        "other encodings, line ends and lines before the names are read as they were meant, and it is said",
        arguments: [
            ("10-utf16-without-bom/utf16nobom", 120, "the file is in UTF-16; it was read as UTF-8"),
            (
                "11-lines-before-the-names/comment", 120,
                "line 1 before the column names is ignored: '# exported 2024-03-01 by station 7'"
            ),
            ("11-lines-before-the-names/titlecsv", 120, "lines 1 to 2 before the column names are ignored: 'Sales report March'"),
            ("11-lines-before-the-names/sep", 120, nil), ("11-lines-before-the-names/cr", 120, nil),
        ] as [(String, Int, String?)]
    )
    func otherPrograms(name: String, rows: Int, warning: String?) throws {
        let (result, digest) = try Self.read("\(name).csv")
        #expect(result.table.schema.label == "label")
        #expect(result.table.schema.columns.map(\.name) == ["x", "n"])
        #expect(result.table.schema.columns.allSatisfy { $0.kind == .numeric })
        #expect(result.table.rowCount == rows)
        #expect(result.warnings == (warning.map { [$0] } ?? []))
        #expect(Self.accuracy(try Self.learned(result.table, batch: digest).predictor, result.table) >= 0.9)
    }

    @Test("a row with a NUL byte is set aside")
    func nul() throws {
        let result = try Self.read("10-utf16-without-bom/nul.csv").result
        #expect(Set(result.table.labelTexts) == ["down", "up"])
        #expect(result.refusedCount == 3)
        #expect(result.refused.allSatisfy { $0.reason.contains("NUL byte") })
    }

    @Test("a first row of texts that was taken for the names is told of")
    func noNames() throws {
        let result = try Self.read("11-lines-before-the-names/nohdrtxt.csv").result
        #expect(result.warnings.contains { $0.contains("'a' is also a value of its column") })
        #expect(result.warnings.contains { $0.hasPrefix("'a' was guessed as the label") })
    }
}

@Suite("A model's first version")
struct FirstVersionTests {
    /// A model that is right on some of 200 rows, by their number; row r is of class r mod (classes + 1) mod classes, so that one is commoner.
    static func judge(classes: Int, isRight: (Int) -> Bool) throws -> Judgement {
        let rows = 200
        let labels = (0..<rows).map { $0 % (classes + 1) % classes }
        let names = (0..<classes).map { "c\($0)" }
        let table = ExampleTable(
            schema: Schema(
                columns: [.init(name: "row", kind: .numeric), .init(name: "answer", kind: .numeric)],
                label: "label",
                task: .classification
            ),
            columns: [
                .numbers((0..<rows).map(Double.init)),
                .numbers(labels.enumerated().map { Double(isRight($0) ? $1 : ($1 + 1) % classes) }),
            ],
            labels: .classes(labels.map(Int32.init), names: names)
        )
        let set = RowSet(table: table, batch: SHA256.hash("first"))
        struct Scripted: Predictor {
            let layout = InputLayout(columns: ["row", "answer"].map { .init(name: $0, kind: .numeric) })
            let outputs: OutputLayout
            func scratchBytes(rows: Int) -> Int { 0 }
            func predict(
                _ inputs: InputRows,
                rows: Int,
                into outputs: UnsafeMutablePointer<Float>,
                scratch: UnsafeMutableRawBufferPointer
            ) {
                let width = self.outputs.width
                for row in 0..<rows { for place in 0..<width { outputs[row * width + place] = Int(inputs[row * 2 + 1]) == place ? 1 : 0 } }
            }
        }
        return Gate(GateSpecification()).judge(
            Scripted(outputs: .classes(names)),
            against: nil,
            rows: set,
            reference: GateReference()
        )
    }

    @Test("serves though it is right on few rows, where many classes leave no more to be had")
    func manyClasses() throws {
        // 29 classes: right on a quarter is far more than the one in thirty of a constant answer.
        let judgement = try Self.judge(classes: 29) { $0 < 50 }
        #expect(judgement.passed)
        #expect(judgement.remarks == nil)
    }

    @Test("serves, and is said to be no better than a constant answer, where it is not for certain")
    func noBetter() throws {
        let judgement = try Self.judge(classes: 2) { $0 % 3 != 1 && $0 < 197 }
        #expect(judgement.passed)
        #expect(
            judgement.remarks == [
                "not better than always giving the same answer: 65.5 % of 200 held-out rows are predicted correctly; "
                    + "always answering 'c0' would be right on 66.5 %",
                "classes with no correct prediction on held-out rows: 'c1' (0 of 67)",
            ]
        )
    }

    @Test("does not serve where a constant answer is certainly better, and says what may be wrong")
    func worse() throws {
        let judgement = try Self.judge(classes: 2) { $0 < 10 }
        #expect(!judgement.passed)
        #expect(
            judgement.reasons.first?.hasPrefix(
                "5.0 % of 200 held-out rows are predicted correctly; always answering 'c0' would be right on 66.5 %: check whether the label"
            )
                == true,
            "\(judgement.reasons)"
        )
    }
}
