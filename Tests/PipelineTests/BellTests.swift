import Pipeline
import Testing

@Suite("Bell")
struct BellTests {
    @Test("keeps a ring that came while nobody waited, several as one")
    func kept() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        let clock = ContinuousClock()
        let first = await clock.measure { await bell.wait(atMost: .seconds(30)) }
        #expect(first < .seconds(10))
        let second = await clock.measure { await bell.wait(atMost: .milliseconds(20)) }
        #expect(second >= .milliseconds(20))
    }

    @Test("wakes the one who waits")
    func wakes() async {
        let bell = Bell()
        async let waited = ContinuousClock().measure { await bell.wait(atMost: .seconds(30)) }
        bell.ring()
        #expect(await waited < .seconds(10))
    }

    @Test("lets a cancelled waiter go")
    func cancelled() async {
        let bell = Bell()
        let waited = await withTaskGroup { group in
            group.addTask { await ContinuousClock().measure { await bell.wait(atMost: .seconds(30)) } }
            group.cancelAll()
            return await group.next()!
        }
        #expect(waited < .seconds(10))
    }
}
