import ArgumentParser
import Models

/// Where a child finds what makes vectors of texts.
struct TextOptions: ParsableArguments {
    @Option(help: "The folder of pretrained bases.")
    var bases: String?

    @Option(help: "The folder of what can be made again.")
    var cache: String?

    @Option(help: "Most bytes of texts' vectors that are kept of each base.")
    var cacheBytes = 0

    /// - Parameter readsWhole: Whether a base is read byte by byte first.
    func sources(readsWhole: Bool = false) -> TextSources {
        TextSources(folder: bases, cache: cache.map { TextCache(folder: $0, most: cacheBytes) }, readsWhole: readsWhole)
    }
}
