import Threads
import Testing

/// Where nothing wakes the waiter, the test would run for an hour: the time limit is what fails.
@Suite("WakeSignal", .timeLimit(.minutes(5)))
struct BellTests {
    @Test("keeps a ring that came while nobody waited, several as one")
    func kept() async {
        let signal = WakeSignal()
        signal.raise()
        signal.raise()
        await signal.wait(atMost: .seconds(3600))
        let second = await ContinuousClock().measure { await signal.wait(atMost: .milliseconds(20)) }
        #expect(second >= .milliseconds(20))
    }

    @Test("wakes the one who waits")
    func wakes() async {
        let signal = WakeSignal()
        async let waited: Void = signal.wait(atMost: .seconds(3600))
        signal.raise()
        await waited
    }

    @Test("lets a cancelled waiter go")
    func cancelled() async {
        let signal = WakeSignal()
        await withTaskGroup { group in
            group.addTask { await signal.wait(atMost: .seconds(3600)) }
            group.cancelAll()
        }
    }
}
