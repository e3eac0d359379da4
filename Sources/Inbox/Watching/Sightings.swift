import Domain
import Files
import Synchronization

/// What is known of files in the inbox beyond what stat tells: which were moved in or closed, and since when they lie unchanged.
///
/// Shared by the watcher's thread, which writes down events, and the thread that scans and takes. Each call holds the lock for
/// a dictionary access, `prune` for one pass over it; nothing blocks.
public final class Sightings: Sendable {
    package enum Event: Hashable {
        case none
        case moved
        case closed(ContinuousClock.Instant)
        /// It could not be moved out of its folder.
        case stuck(ContinuousClock.Instant, because: Refusal)
    }

    struct Sighting {
        var event: Event = .none
        /// When the event was written down.
        var eventAt: ContinuousClock.Instant
        var status: FileStatus?
        /// When `status` was first seen.
        var unchangedSince: ContinuousClock.Instant
    }

    private let sightings = Mutex<[RawPath: Sighting]>([:])
    private let remarks = Mutex<Set<RawPath>>([])

    /// Nothing is known yet.
    public init() {}

    package func note(_ event: Event, _ path: RawPath, at now: ContinuousClock.Instant = .now) {
        sightings.withLock { $0[path] = Sighting(event: event, eventAt: now, status: nil, unchangedSince: now) }
    }

    /// Writes down how a file looks now and tells what is known of it.
    func look(_ path: RawPath, _ status: FileStatus, at now: ContinuousClock.Instant) -> Sighting {
        sightings.withLock { sightings in
            var sighting = sightings[path] ?? Sighting(eventAt: now, unchangedSince: now)
            if sighting.status != status {
                sighting.status = status
                sighting.unchangedSince = now
            }
            sightings[path] = sighting
            return sighting
        }
    }

    /// What is known of a path, without a look at it.
    func known(_ path: RawPath) -> Sighting? { sightings.withLock { $0[path] } }

    /// Why a file could not be moved out of its folder, the last time that it was tried.
    func stuckBecause(_ path: RawPath) -> Refusal? {
        guard case .stuck(_, let refusal)? = known(path)?.event else { return nil }
        return refusal
    }

    func forget(_ path: RawPath) {
        sightings.withLock { $0[path] = nil }
    }

    /// Events were lost: what is written down may be of files that are gone.
    func forgetEvents() {
        sightings.withLock { $0.removeAll() }
    }

    /// Whether this is the first time since the path came that something is to be said of it.
    func isNewRemark(_ path: RawPath) -> Bool {
        remarks.withLock { $0.insert(path).inserted }
    }

    /// Forgets what a scan begun at `start` did not find, but not what came while it ran.
    func prune(keeping files: Set<RawPath>, remarked: Set<RawPath>, before start: ContinuousClock.Instant) {
        sightings.withLock { sightings in
            sightings = sightings.filter { files.contains($0.key) || $0.value.eventAt >= start }
        }
        remarks.withLock { $0.formIntersection(remarked) }
    }
}
