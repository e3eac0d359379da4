import Logging

/// What both handlers keep for a logger: its name, metadata and, where it was set, its own level.
package struct LogContext: Sendable {
    package var label: String
    package var threshold: LogThreshold
    package var ownLevel: Logger.Level?
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    package init(label: String, threshold: LogThreshold) {
        self.label = label
        self.threshold = threshold
    }

    package var level: Logger.Level {
        get { ownLevel ?? threshold.level }
        set { ownLevel = newValue }
    }

    /// The provider's metadata under the logger's under the event's, by name; an error that came with the event is `error`.
    package func merged(with event: LogEvent) -> [(name: String, value: String)] {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        if let error = event.error { all["error"] = "\(error)" }
        return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value.description) }
    }
}
