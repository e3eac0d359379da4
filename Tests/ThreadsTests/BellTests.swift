import Threads
import Testing

/// Where nothing wakes the waiter, the test would run for an hour: the time limit is what fails.
@Suite("Bell", .timeLimit(.minutes(5)))
struct BellTests {
    @Test("keeps a ring that came while nobody waited, several as one")
    func kept() async {
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait(atMost: .seconds(3600))
        let second = await ContinuousClock().measure { await bell.wait(atMost: .milliseconds(20)) }
        #expect(second >= .milliseconds(20))
    }

    @Test("wakes the one who waits")
    func wakes() async {
        let bell = Bell()
        async let waited: Void = bell.wait(atMost: .seconds(3600))
        bell.ring()
        await waited
    }

    @Test("lets a cancelled waiter go")
    func cancelled() async {
        let bell = Bell()
        await withTaskGroup { group in
            group.addTask { await bell.wait(atMost: .seconds(3600)) }
            group.cancelAll()
        }
    }
}
