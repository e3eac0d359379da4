import Domain
import FakeDaemon
import LearnAPI
import LearnClient
import Testing

@Suite("Choice of the socket")
struct SocketSelectionTests {
    @Test(
        "prefers the option, then LEARND_SOCKET, then LEARND_STATE, then the folder here, then the installed one",
        arguments: [
            ("/a/x.sock", ["LEARND_SOCKET": "/b.sock", "LEARND_STATE": "/s"], true, ["/a/x.sock"]),
            (nil, ["LEARND_SOCKET": "/b.sock", "LEARND_STATE": "/s"], true, ["/b.sock"]),
            (nil, ["LEARND_STATE": "/s"], true, ["/s/run/admin.sock", "/s/run/predict.sock"]),
            (nil, ["LEARND_SOCKET": ""], true, ["state/run/admin.sock", "state/run/predict.sock"]),
            (nil, [:], false, ["/run/learnd/admin.sock", "/run/learnd/predict.sock"]),
        ] as [(String?, [String: String], Bool, [String])]
    )
    func order(option: String?, environment: [String: String], stateHere: Bool, paths: [String]) {
        let selection = SocketSelection.find(option: option, environment: environment, isFolder: { $0 == "state/run" && stateHere })
        #expect(selection.candidates.map(\.path) == paths)
    }

    @Test("takes a folder for both sockets in it")
    func folder() {
        let selection = SocketSelection.find(option: "/x/run/", environment: [:], isFolder: { _ in true })
        #expect(
            selection.candidates == [.init(path: "/x/run/admin.sock", role: .admin), .init(path: "/x/run/predict.sock", role: .predict)]
        )
    }

    @Test("uses the predict socket where the admin socket is not there, and says why changes cannot be made")
    func fallsBack() async throws {
        try await FakeDaemon.run(socketName: "predict.sock", answer: { _ in .json(200, #"{"models":[]}"#) }) { daemon in
            try await DaemonClient.with(sockets: SocketSelection(folder: daemon.folder)) { client in
                _ = try await client.models()
                let error = await clientError { _ = try await client.reload() }
                #expect(error?.description.contains(daemon.folder + "/admin.sock") == true)
            }
            #expect(daemon.requests.map(\.route) == ["GET /v1/models"])
        }
    }

    @Test("refuses a change over a predict socket named by hand, without asking")
    func predictByHand() async throws {
        try await FakeDaemon.run(socketName: "predict.sock", answer: { _ in .json(200, "{}") }) { daemon in
            let selection = SocketSelection.find(option: daemon.socket, environment: [:])
            try await DaemonClient.with(sockets: selection) { client in
                guard case .refused(let refusal, _)? = await clientError({ _ = try await client.reload() }) else {
                    Issue.record("the change was not refused")
                    return
                }
                #expect(refusal.kind == .forbidden)
                #expect(refusal.place == daemon.socket)
            }
            #expect(daemon.requests.isEmpty)
        }
    }
}
