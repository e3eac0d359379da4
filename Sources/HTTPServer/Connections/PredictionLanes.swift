import Domain
import NIOCore
import Prediction

/// Where predictions go that take too long for an event loop: short ones have a thread that long ones never stand on, so that nobody's small image
/// waits for another's large one.
///
/// What something takes is not known before it is looked into: a job begins on the lane that its size lets hope for, and goes on to the next where it
/// turns out to be longer.
struct PredictionLanes: Sendable {
    private let queue: Int
    /// Each longer than the one before; the last takes all.
    private let lanes: [(bound: PredictionBound, threads: PredictionThreads)]

    /// - Parameters:
    ///   - threads: Of each of the last two lanes.
    ///   - queue: Most requests that wait, in each lane.
    init(threads: Int, queue: Int) {
        self.queue = queue
        let shared = SharedForward(threads: threads)
        lanes = [
            (.short, PredictionThreads(name: "short", queue: queue, shared: shared)),
            // A text takes an encoder milliseconds: several of them keep all cores busy.
            (.medium, PredictionThreads(name: "medium", threads: threads, queue: queue, shared: shared)),
            (.any, PredictionThreads(threads: threads, queue: queue, shared: shared)),
        ]
    }

    /// How many requests wait.
    var depth: Int { lanes.reduce(0) { $0 + $1.threads.depth } }

    func stop() { for lane in lanes { lane.threads.stop() } }

    /// Decompressing a body: no longer than its bound lets it be, and not to stand behind large images.
    func submit(of client: PredictionThreads.Client, _ work: @escaping PredictionThreads.Work) -> Bool {
        lanes[1].threads.submit(of: client, work)
    }

    /// - Parameter answered: Called on a thread of the lane's.
    /// - Returns: False if too many wait.
    func submit(
        _ job: PredictionJob,
        of client: PredictionThreads.Client,
        from first: Int = 0,
        _ responded: @escaping @Sendable (Result<Response, Refusal>) -> Void
    ) -> Bool {
        guard let lane = lanes.indices.first(where: { $0 >= first && job.body.readableBytes <= lanes[$0].bound.bytes }) else {
            return false
        }
        return lanes[lane].threads.submit(of: client) { workspace in
            if let result = job.respond(in: workspace, within: lanes[lane].bound) { return responded(result) }
            if !submit(job, of: client, from: lane + 1, responded) { responded(.failure(busy)) }
        }
    }

    var busy: Refusal {
        Refusal(
            .busy,
            what: "\(queue) predictions wait already, or half as many of yours",
            fix: "try again, or raise server.prediction_threads"
        )
    }
}
