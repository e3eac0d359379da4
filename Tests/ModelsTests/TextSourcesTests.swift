import BaseSamples
import Bases
import CAllocations
import Domain
import Files
import Foundation
import Models
import Rows
import Testing
import TextEncoding

@Suite("Bases that texts are read with")
struct TextSourcesTests {
    /// A folder with stores of bases, gone with the test.
    final class Trial {
        let root = FileManager.default.temporaryDirectory.path + "/learnd-texts-\(UUID().uuidString)"
        var folder: String { root + "/bases" }

        deinit {
            for name in Folder.names(folder) { chmod("\(folder)/\(name)", 0o755) }
            Folder.remove(root)
        }

        func add(_ name: String, seed: UInt64 = 1) throws -> Digest {
            try TinyBase.write(to: "\(root)/\(name)", words: ["card", "lost"], positions: 16, seed: seed)
            return try add(folder: "\(root)/\(name)")
        }

        func add(folder source: String) throws -> Digest {
            try BaseStore(folder).add(source) { files, vocabulary throws(Refusal) in
                try Tokenizer(files: files).within(vocabulary).encoded()
            }.description.digest
        }
    }

    private static func table(_ texts: [String]) -> ExampleTable {
        ExampleTable(
            schema: Schema(columns: [.init(name: "body", kind: .text)], label: "y", task: .regression, repeated: .count),
            columns: [.categories(Array(0..<Int32(texts.count)), levels: texts)],
            labels: .numbers(texts.map { Double($0.utf8.count) })
        )
    }

    @Test("are the last by digest, or the one that the settings name")
    func chosen() throws {
        let trial = Trial()
        let sources = TextSources(folder: trial.folder)
        #expect(try sources.base(nil) == nil)
        let digests = try [trial.add("first"), trial.add("second", seed: 2)]
        #expect(try sources.base(nil) == digests.max())
        #expect(try sources.base("first") == digests[0])
        #expect(try sources.base(String(digests[1].description.prefix(10))) == digests[1])
        let refusal = #expect(throws: Refusal.self) { try sources.base("third") }
        #expect(refusal?.what.hasPrefix("text.base: there is no base 'third', only ") == true, "\(String(describing: refusal))")
        #expect(refusal?.fix?.hasPrefix("'learnctl base list' shows the bases that are there; add the base") == true)
    }

    @Test("cut what is longer than they read, or than the settings let them, and tell how many texts")
    func cut() throws {
        let trial = Trial()
        let base = try trial.add("tiny")
        let table = Self.table([
            "card lost", Array(repeating: "card", count: 14).joined(separator: " "), String(repeating: "lost ", count: 40),
        ])
        func warnings(_ tokens: Int?) throws -> [String] {
            try TextLengths(TextReading(folder: trial.folder, base: base, tokens: tokens)).warnings(of: table)
        }
        #expect(try warnings(nil) == ["1 text of 'body' was longer than 16 tokens and cut: tiny reads no more"])
        #expect(
            try warnings(8)
                == ["2 texts of 'body' were longer than 8 tokens and cut: raise text.tokens and 'learnctl relearn MODEL' to have more read"]
        )
    }

    @Test("make the same features of what is cut as of what is left of it")
    func limit() throws {
        let trial = Trial()
        let base = try trial.add("tiny")
        let table = Self.table(["card lost lost card card card lost lost", "card lost lost card card card", "card lost"])
        func features(_ tokens: Int?) throws -> [[Float]] {
            let map = FeatureMap(table, count: 40, bandwidth: 0.5, seed: 1, base: base, tokens: tokens)
            let features = try FixedFeatures(map, columns: 1, sources: TextSources(folder: trial.folder))
            var rows: [[Float]] = []
            features.inBlocks(of: table, map.layout(for: table.schema), rows: 0..<3) { places, start, _ in
                for row in 0..<places.count { rows.append((0..<features.count).map { start[row * features.count + $0] }) }
            }
            return rows
        }
        let all = try features(nil)
        let eight = try features(8)
        #expect(all[0] != all[1] && eight[0] == eight[1])
        #expect(all[1] == eight[1] && all[2] == eight[2])
    }

    @Test(
        "allocate nothing once they were asked",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: [true, false]
    )
    func steady(withBase: Bool) throws {
        let trial = Trial()
        let base = withBase ? try trial.add("tiny") : nil
        let table = Self.table((0..<40).map { "card lost \($0) times, " + String(repeating: "lost ", count: $0 % 9) })
        let map = FeatureMap(table, count: 60, bandwidth: 0.5, seed: 1, base: base)
        let features = try FixedFeatures(map, columns: 1, sources: TextSources(folder: trial.folder))
        var sums = TokenSums()
        var rows = [Float](repeating: 0, count: 40 * features.count)
        var scratch = [Float](repeating: 0, count: features.scratchCount(rows: 40))
        var logits: [Float] = [0, 0]
        map.layout(for: table.schema).withRows(of: table, 0..<40) { inputs in
            for row in 0..<40 { features.tokens!.with(inputs + row) { sums.add($0, of: row % 2 == 0 ? "a" : "b") } }
            let weights = TokenWeights(sums, classes: ["a", "b"])
            func answer() {
                rows.withUnsafeMutableBufferPointer { rows in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        features.fill(rows.baseAddress!, inputs, rows: 40, scratch: scratch.baseAddress!)
                    }
                }
                logits.withUnsafeMutableBufferPointer { logits in
                    for row in 0..<40 { features.tokens!.with(inputs + row) { weights.add($0, factor: 1, to: logits.baseAddress!) } }
                }
            }
            for _ in 0..<3 { answer() }
            let before = learnd_allocations()
            for _ in 0..<20 { answer() }
            let allocated = learnd_allocations() - before
            #expect(allocated == 0, "\(allocated) allocations in 20 passes of 40 rows")
        }
    }

    @Test("are read byte by byte by whoever learns with them, and an altered byte is named")
    func altered() throws {
        let trial = Trial()
        let base = try trial.add("tiny")
        let table = Self.table(["card lost", "lost card"])
        let map = FeatureMap(table, count: 20, bandwidth: 0.5, seed: 1, base: base)
        func features(readsWhole: Bool) throws {
            _ = try FixedFeatures(map, columns: 1, sources: TextSources(folder: trial.folder, readsWhole: readsWhole))
        }
        try features(readsWhole: true)
        // As a failing disk does it: neither size nor time tells.
        let path = "\(trial.folder)/\(base)/weights"
        var status = stat()
        stat(path, &status)
        chmod(path, 0o644)
        let file = try #require(fopen(path, "r+"))
        fseek(file, 4_000, SEEK_SET)
        fputc(0x55, file)
        fclose(file)
        var times = [status.st_atim, status.st_mtim]
        utimensat(AT_FDCWD, path, &times, 0)
        try features(readsWhole: false)
        let refusal = #expect(throws: Refusal.self) { try features(readsWhole: true) }
        #expect(
            refusal?.description
                == "it reads texts with the base \(base.short): \(path): the base is damaged: it is not what was written; "
                + "add the base again from its files; that puts it right"
        )
        chmod("\(trial.folder)/\(base)", 0o755)
        Folder.remove("\(trial.folder)/\(base)")
        let gone = #expect(throws: Refusal.self) { try features(readsWhole: false) }
        #expect(
            gone?.description == "it reads texts with the base \(base.short), which is not here; add it again: 'learnctl base add DIR' "
                + "('make base' adds all-MiniLM-L6-v2)"
        )
    }
}
