import Telemetry
import Testing

/// The grammar of the text format, read strictly: https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
@Suite("Exposition format")
struct ExpositionConformanceTests {
    @Test("each line is HELP, TYPE or a sample; a metric's lines stand together, TYPE before samples")
    func grammar() throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        registry.counter("learnd_http_requests_total", help: "Requests.", labels: ["route": "/v1/models/{m}", "code": "200"]).add()
        registry.counter("learnd_http_requests_total", help: "Requests.", labels: ["route": "odd \"\\\n", "code": "404"]).add()
        registry.histogram("learnd_http_request_seconds", help: "Time.").observe(nanoseconds: 12_345)
        let text = registry.text()
        #expect(text.last == "\n")
        let comment = /# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)/
        let sample =
            /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? ([+-]?[0-9.]+(e[+-]?[0-9]+)?|NaN|[+-]Inf)/
        var family = ""
        var seen: Set<String> = []
        var typed: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if let match = line.wholeMatch(of: comment) {
                let name = String(match.2)
                if match.1 == "TYPE" {
                    #expect(["counter", "gauge", "histogram"].contains(String(match.3)))
                    typed.insert(name)
                } else {
                    #expect(seen.insert(name).inserted, "\(name) comes twice")
                }
                family = name
            } else {
                let match = try #require(line.wholeMatch(of: sample), "'\(line)' is no sample")
                #expect(typed.contains(family))
                #expect([family, family + "_bucket", family + "_sum", family + "_count"].contains(String(match.1)))
            }
        }
        for name in ["process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"] {
            #expect(seen.contains(name))
        }
    }
}
