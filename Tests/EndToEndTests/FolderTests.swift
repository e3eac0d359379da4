import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("Folders and pairs that come in")
struct FolderTests {
    private let model = try! ModelName("pets")

    private func folder(_ daemon: DaemonUnderTest, named name: String, content: String) throws -> String {
        let path = "\(daemon.folder.path)/\(name)"
        for label in ["cats", "dogs"] {
            try FileManager.default.createDirectory(atPath: "\(path)/\(label)", withIntermediateDirectories: true)
            try Data("\(content) of \(label)".utf8).write(to: URL(filePath: "\(path)/\(label)/1.png"))
        }
        return path
    }

    @Test("a folder that cannot be learned is one refused batch, set aside whole; the same through learnctl has the same digest")
    func refused() async throws {
        try await DaemonUnderTest.with { daemon in
            let path = try folder(daemon, named: "first", content: "no image")
            #expect(mkdir(daemon.folder.state + "/inbox/pets", 0o755) == 0)
            #expect(rename(path, daemon.folder.state + "/inbox/pets/first") == 0)
            let batch = try await daemon.batch(1, becoming: [.refused])
            #expect(batch.file == "first.tar" && batch.bytes == 2 * 1024 + 1024)
            _ = try await Patience.wait(for: "the folder to be set aside") {
                daemon.folder.names("rejected/pets") == ["first", "first.reason.txt"] ? true : nil
            }
            #expect(try daemon.folder.text("rejected/pets/first/cats/1.png") == "no image of cats")
            #expect(daemon.folder.names("inbox/pets") == [".taking"])

            let ending = try await daemon.learnctl.drop(folder(daemon, named: "second", content: "no image"), model: "pets")
            #expect(ending.status == 1)
            let second = try await daemon.client.batch(BatchID(2))
            #expect(second.file == "second.tar" && second.sha256 == batch.sha256)
        }
    }

    @Test("half a pair waits and is shown by status; with its other half it is one batch")
    func pair() async throws {
        try await DaemonUnderTest.with { daemon in
            try daemon.put("images", as: "x-images-idx3-ubyte", model: model)
            let waiting = try await Patience.wait(for: "the half to be seen") { try await daemon.client.status().waitingFiles }
            #expect(
                waiting.count == 1 && waiting[0].contains("these IDX images wait for their labels; put 'x-labels-idx1-ubyte' beside it")
            )
            #expect(try await daemon.client.batches(of: nil, limit: 1).batches.isEmpty)
            try daemon.put("labels", as: "x-labels-idx1-ubyte", model: model)
            #expect(try await daemon.batch(1, becoming: [.refused]).file == "x-idx.tar")
            _ = try await Patience.wait(for: "status to forget it") { try await daemon.client.status().waitingFiles == nil ? true : nil }
        }
    }
}
