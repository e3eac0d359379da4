import FoundationEssentials
import Testing

/// Random damages of stopped state folders. `scripts/soak` runs the same with ten thousand.
@Suite("A damaged state folder")
struct DamageTests {
    private let count = Soak.number("SOAK_DAMAGES") ?? 40
    private let seed = Soak.number("SOAK_SEED") ?? Int.random(in: 0..<1_000_000)

    @Test("each start refuses in words, falls back in words, or answers the same bytes, and nothing that can be saved is lost")
    func damaged() async throws {
        let folder = try StateFolder()
        let states = try await StoppedStates.make(in: folder)
        let started = ContinuousClock.now
        var tally = DamageTally()
        let width = min(2, count)
        try await withThrowingTaskGroup(of: DamageTally.self) { group in
            for worker in 0..<width {
                // Each damage has a seed of its own, so that one can be repeated alone: SOAK_DAMAGES=1 SOAK_SEED=…
                let seeds = stride(from: seed + worker, to: seed + count, by: width)
                group.addTask {
                    try await DaemonUnderTest.withStopped { daemon in
                        var tally = DamageTally()
                        for seed in seeds { tally.add(try await run(seed, states, daemon)) }
                        return tally
                    }
                }
            }
            for try await part in group { tally.merge(part) }
        }
        for fault in tally.faults { Issue.record("\(fault)") }
        Soak.report("\(count) damages (seed \(seed)): \(tally.lines), \(ContinuousClock.now - started)")
    }

    private func run(_ seed: Int, _ states: [StoppedState], _ daemon: DaemonUnderTest) async throws -> DamageTally.Entry {
        var random = SampleRandom(seed: UInt64(seed))
        let choice = random.below(20)
        let state = states[choice < 9 ? 0 : choice < 18 ? 1 : 2]
        let damage = try Damage.random(in: state, &random)
        let known = state.record.versions
        let trial = DamageTrial(
            state: state,
            damage: damage,
            daemon: daemon,
            versions: (0..<3).map { _ in known[random.below(known.count)] },
            stops: random.next() % 8 == 0
        )
        return DamageTally.Entry(seed: seed, state: state.name, damage: damage, verdict: try await trial.run())
    }
}
