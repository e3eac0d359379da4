import CLinux
import Domain
import Glibc
import Logging
import Files
import Synchronization

/// Watches the inbox and every folder in it by inotify, on a thread of its own, and says when to look.
///
/// Only a wake-up: what is in the inbox is what `InboxScan` finds. Which files were moved in or closed is written into the
/// `Sightings`, so that the scan need not wait for them to settle. Folders that appear are watched, folders that vanish let go.
/// Where events or watches are lost (queue overflow, `fs.inotify.max_user_watches`) files are still found, only later.
public final class InboxWatcher: Sendable {
    /// One element for any number of events since the last was taken.
    public let wakeUps: AsyncStream<Void>

    private let stopPipe: Int32
    private let thread: Mutex<pthread_t?>

    /// Starts watching `inbox`, which must be there.
    ///
    /// - Throws: `Refusal` where the inbox cannot be watched at all.
    public init(inbox: String, sightings: Sightings, logger: Logger) throws(Refusal) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakeUps = stream
        var ends: [Int32] = [-1, -1]
        guard learnd_pipe(&ends) == 0 else { throw FileWork.failure("no pipe can be made", RawPath(inbox)) }
        stopPipe = ends[1]
        let watching: WatchedFolders
        do throws(Refusal) {
            watching = try WatchedFolders(inbox: inbox, sightings: sightings, logger: logger)
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        let loop = Unmanaged.passRetained(Loop(watching: watching, stop: ends[0], wake: continuation))
        var started = pthread_t()
        let status = pthread_create(
            &started,
            nil,
            { argument in
                _ = learnd_set_thread_name("inbox-watcher")
                Unmanaged<Loop>.fromOpaque(argument!).takeRetainedValue().run()
                return nil
            },
            loop.toOpaque()
        )
        guard status == 0 else {
            loop.release()
            watching.close()
            close(ends[0])
            close(ends[1])
            throw FileWork.failure("no thread can be made to watch it", RawPath(inbox), errno: status)
        }
        thread = Mutex(started)
    }

    /// Ends the thread and the stream; returns when both have ended.
    public func stop() {
        let thread = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        guard let thread else { return }
        close(stopPipe)
        pthread_join(thread, nil)
    }

    deinit { stop() }

    /// What the thread runs; only it touches this after its start.
    private final class Loop {
        private var watching: WatchedFolders
        private let stop: Int32
        private let wake: AsyncStream<Void>.Continuation

        init(watching: consuming WatchedFolders, stop: Int32, wake: AsyncStream<Void>.Continuation) {
            self.watching = watching
            self.stop = stop
            self.wake = wake
        }

        func run() {
            wake.yield()
            var ready = [
                pollfd(fd: watching.descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            while true {
                let count = poll(&ready, 2, -1)
                if count < 0 && errno == EINTR { continue }
                if count < 0 || ready[1].revents != 0 { break }
                if watching.readEvents() { wake.yield() }
            }
            wake.finish()
            watching.close()
            close(stop)
        }
    }
}
