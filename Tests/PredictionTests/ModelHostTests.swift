import Domain
import Models
import Prediction
import Synchronization
import Testing

@Suite("Model host")
struct ModelHostTests {
    private let predictor = SumPredictor(layout: .numbers("a"), outputs: .value)
    private let model: ModelName

    init() throws { model = try ModelName("m") }

    @Test("serves nothing before the first swap, and the last version swapped in after it")
    func swap() throws {
        let host = ModelHost()
        #expect(host.serving(model) == nil)
        host.swap(model, to: VersionNumber(1), predictor: predictor)
        let held = try #require(host.serving(model))
        host.swap(model, to: VersionNumber(2), predictor: predictor)
        #expect(host.serving(model)?.number == VersionNumber(2))
        #expect(held.number == VersionNumber(1), "a request in flight keeps its version")
        #expect(host.serving.map(\.number) == [VersionNumber(2)])
        host.remove(model)
        #expect(host.serving(model) == nil)
    }

    @Test("counts a model's requests over its versions")
    func statistics() throws {
        let host = ModelHost()
        host.swap(model, to: VersionNumber(1), predictor: predictor)
        let first = try #require(host.serving(model))
        host.swap(model, to: VersionNumber(2), predictor: predictor)
        #expect(host.serving(model)?.statistics === first.statistics)
    }

    @Test("loads an older version once and keeps the latest few asked for")
    func older() async throws {
        let host = ModelHost(olderVersions: 2)
        host.swap(model, to: VersionNumber(9), predictor: predictor)
        let loads = Atomic<Int>(0)
        func ask(_ number: Int) async throws -> ServedVersion {
            try await host.version(VersionNumber(number), of: model) {
                loads.add(1, ordering: .relaxed)
                return predictor
            }
        }
        #expect(try await ask(9).number == VersionNumber(9))
        #expect(loads.load(ordering: .relaxed) == 0, "the one that serves is there already")
        let one = try await ask(1)
        #expect(try await ask(1) === one)
        _ = try await ask(2)
        _ = try await ask(1)
        #expect(loads.load(ordering: .relaxed) == 2)
        _ = try await ask(3)
        _ = try await ask(1)
        #expect(loads.load(ordering: .relaxed) == 3, "1 was asked for after 2: it stays")
        _ = try await ask(2)
        #expect(loads.load(ordering: .relaxed) == 4, "2 was asked for longest ago: it went")
    }

    @Test("passes on why a version does not load, and keeps nothing")
    func failingLoad() async throws {
        let host = ModelHost()
        let refusal = Refusal(.notFound, what: "there is no version 4")
        await #expect(throws: refusal) {
            _ = try await host.version(VersionNumber(4), of: model) { throw refusal }
        }
        #expect(host.ready(VersionNumber(4), of: model) == nil)
    }
}
