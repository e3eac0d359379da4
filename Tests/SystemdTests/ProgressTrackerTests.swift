import Synchronization
import Systemd
import Testing

/// A clock that stands still until a test moves it.
final class ManualTime: Sendable {
    private let stored = Mutex(Duration.zero)
    var now: Duration { stored.withLock { $0 } }
    func advance(by duration: Duration) { stored.withLock { $0 += duration } }
}

@Suite("Progress tracker")
struct ProgressBoardTests {
    private let time = ManualTime()
    private let tracker: ProgressTracker

    init() {
        let time = time
        tracker = ProgressTracker { time.now }
    }

    @Test("an idle part never stalls")
    func idle() {
        let part = tracker.part("inbox")
        time.advance(by: .seconds(1_000_000))
        #expect(tracker.stalled() == [])
        part.working(on: "a scan", within: .seconds(5))
        part.idle()
        time.advance(by: .seconds(1_000_000))
        #expect(tracker.stalled() == [])
    }

    @Test("a working part stalls after its deadline, not at it")
    func deadline() {
        tracker.part("inbox").working(on: "a scan", within: .seconds(5))
        time.advance(by: .seconds(5))
        #expect(tracker.stalled() == [])
        time.advance(by: .seconds(2))
        #expect(tracker.stalled() == [Stall(part: "inbox", work: "a scan", overdue: .seconds(2))])
        #expect(tracker.stalled()[0].description == "inbox has made no progress with a scan; its deadline passed 2 s ago")
    }

    @Test("checking in again is progress")
    func progress() {
        let part = tracker.part("inbox")
        for step in 0..<10 {
            part.working(on: "file \(step)", within: .seconds(5))
            time.advance(by: .seconds(4))
            #expect(tracker.stalled() == [])
        }
    }

    @Test("one busy part does not hide another that is stuck, even of the same name")
    func several() {
        let first = tracker.part("loop")
        tracker.part("loop").working(on: "turns", within: .seconds(1))
        tracker.part("scheduler").working(on: "a commit", within: .seconds(3))
        time.advance(by: .seconds(10))
        first.working(on: "turns", within: .seconds(1))
        #expect(tracker.stalled().map(\.part) == ["loop", "scheduler"], "the longest overdue first")
    }

    @Test("a part that left is not waited for, and cannot come back by a late word")
    func leave() {
        let part = tracker.part("trainer")
        part.working(on: "a job", within: .seconds(1))
        part.leave()
        part.working(on: "a job", within: .seconds(1))
        time.advance(by: .seconds(10))
        #expect(tracker.stalled() == [])
    }

    @Test("takes word from many threads at once")
    func threads() async {
        let tracker = ProgressTracker()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let part = tracker.part("part \(number)")
                    for _ in 0..<1000 { part.working(on: "work", within: .seconds(60)) }
                    part.leave()
                }
            }
        }
        #expect(tracker.stalled() == [])
    }
}
